// Reports the compressed size of what the browser loads, and fails when the first load is over budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const FIRST_LOAD = [
  'index.html',
  'src/i18n/en/index.ts',
  'src/shell/Shell.tsx',
  'src/pages/today/TodayPage.tsx',
];

const kb = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000;

function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue;
    if (!manifest[key]) throw new Error(`${key} is not an entry of the bundle.`);
    seen.add(key);
    closure(manifest[key].imports ?? [], seen);
  }
  return seen;
}

const sizeOf = (keys) => [...new Set([...keys].map((key) => manifest[key].file))].reduce((sum, file) => sum + kb(file), 0);
const first = closure(FIRST_LOAD);
const styles = new Set([...first].flatMap((key) => manifest[key].css ?? []));

console.log('\nCompressed (gzip) JavaScript, kB');
for (const key of Object.keys(manifest).filter((name) => manifest[name].isDynamicEntry && !FIRST_LOAD.includes(name))) {
  const more = [...closure([key])].filter((each) => !first.has(each));
  console.log(`  + ${key.replace(/^src\//, '').padEnd(44)} ${sizeOf(more).toFixed(1).padStart(7)}`);
}
const total = sizeOf(first);
console.log(`  first load (shell and Today)${' '.repeat(19)} ${total.toFixed(1).padStart(7)}  budget ${BUDGET_KB}`);
console.log(`  styles of the first load${' '.repeat(23)} ${[...styles].reduce((sum, file) => sum + kb(file), 0).toFixed(1).padStart(7)}\n`);
if (total > BUDGET_KB) {
  console.error(`The first load is ${total.toFixed(1)} kB, over the budget of ${BUDGET_KB} kB.`);
  process.exit(1);
}
