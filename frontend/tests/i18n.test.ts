import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import en from '@/i18n/en';
import hi from '@/i18n/hi';

type Texts = { readonly [key: string]: string | Texts };

function flatten(texts: Texts, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...flatten(value, `${path}${key}.`)],
    ),
  );
}

const placeholders = (text: string): string[] => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1] ?? '').toSorted();
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('i18n'))
  .map((file) => readFileSync(join('src', file), 'utf8'))
  .join('\n');

describe.each(Object.keys(en) as (keyof typeof en)[])('%s', (namespace) => {
  const english = flatten(en[namespace]);
  const hindi = flatten(hi[namespace]);

  test('English and Hindi have the same texts', () => {
    expect([...hindi.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  test('Hindi keeps every placeholder', () => {
    for (const [key, text] of english) expect([key, placeholders(hindi.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  test('Hindi is in Devanagari, apart from names', () => {
    const latinOnly = [...hindi].filter(([, text]) => /[a-z]{3}/i.test(text.replaceAll(/{{\w+}}/g, '')) && !/[\u0900-\u097f]/.test(text));
    expect(latinOnly.map(([key]) => key).filter((key) => !['brand', 'fact.mrp', 'target.mrp'].includes(key))).toEqual([]);
  });

  test('every group of texts is used by the code', () => {
    const groups = new Set([...english.keys()].map((key) => key.split('.')[0]?.replace(/_(one|other)$/, '') ?? ''));
    expect([...groups].filter((group) => !sources.includes(group))).toEqual([]);
  });
});
