// Sets colour scheme and language before the first paint, so nothing flashes or shifts.
(function () {
  var root = document.documentElement;
  var scheme = localStorage.getItem('mantine-color-scheme-value') || 'auto';
  var dark = scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  root.lang = localStorage.getItem('smartretail-language') || (navigator.language.indexOf('hi') === 0 ? 'hi' : 'en');
})();
