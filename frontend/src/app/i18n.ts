/** English and Hindi; only the language in use is loaded. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '@/format/format';

const KEY = 'smartretail-language';
const BUNDLES = {
  en: () => import('@/i18n/en'),
  hi: async () => {
    const [bundle] = await Promise.all([import('@/i18n/hi'), import('@/i18n/devanagari.css')]);
    return bundle;
  },
};

/** The language chosen earlier, else the browser's. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'en' || chosen === 'hi') return chosen;
  return navigator.language.startsWith('hi') ? 'hi' : 'en';
}

/** Loads the preferred language and starts i18next. */
export async function startI18n(): Promise<void> {
  const language = preferredLanguage();
  const { default: resources } = await BUNDLES[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: resources },
    ns: Object.keys(resources),
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** Switches the language at once and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  const { default: resources } = await BUNDLES[language]();
  for (const [namespace, texts] of Object.entries(resources)) i18next.addResourceBundle(language, namespace, texts);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
