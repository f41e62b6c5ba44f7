import { describe, expect, test } from 'vitest';
import { localeFor, makeFormats, toNumber } from '@/format/format';

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('money in rupees', () => {
  const english = makeFormats('en', 'INR');
  const hindi = makeFormats('hi', 'INR');

  test('groups by lakh and crore', () => {
    expect(english.money('12345678')).toBe('₹1,23,45,678');
    expect(hindi.money(12345678)).toBe('₹1,23,45,678');
  });

  test('shortens to lakh and crore in both languages', () => {
    expect(plain(english.moneyShort(18734210))).toBe('₹1.87Cr');
    expect(plain(english.moneyShort('450000'))).toBe('₹4.5L');
    expect(plain(hindi.moneyShort(18734210))).toBe('₹1.87 क॰');
    expect(plain(hindi.moneyShort(450000))).toBe('₹4.5 लाख');
  });

  test('shows prices with two decimals and exact decimal strings', () => {
    expect(english.price('199.5')).toBe('₹199.50');
  });
});

test('a tenant in pounds reads British grouping in English and Indian grouping in Hindi', () => {
  expect(makeFormats('en', 'GBP').money(1234567)).toBe('£1,234,567');
  expect(makeFormats('hi', 'GBP').money(1234567)).toBe('£12,34,567');
  expect(localeFor('en', 'USD')).toBe('en-US');
});

test('unknown is a dash, never zero', () => {
  const formats = makeFormats('en', 'INR');
  for (const write of [formats.money, formats.count, formats.percent, formats.price]) expect(write(null)).toBe('–');
  expect(formats.date(undefined)).toBe('–');
  expect(toNumber('')).toBeNull();
  expect(toNumber('n/a')).toBeNull();
});

test('percents come in points and changes carry their sign', () => {
  const formats = makeFormats('en', 'INR');
  expect(formats.percent(81.44)).toBe('81.4%');
  expect(formats.signedPercent('8.9')).toBe('+8.9%');
  expect(formats.signedPercent(-2.34)).toBe('-2.3%');
});

test('a business date stays the same day in every time zone', () => {
  expect(makeFormats('en', 'INR', 'America/Los_Angeles').date('2026-11-20')).toBe('20 Nov 2026');
});

test('a moment is told in the tenant’s time zone and as time gone by', () => {
  const formats = makeFormats('en', 'INR', 'Asia/Kolkata');
  expect(plain(formats.dateTime('2026-11-20T20:00:00Z'))).toBe('21 Nov, 1:30 am');
  const now = Date.parse('2026-11-20T12:00:00Z');
  expect(formats.ago('2026-11-20T09:00:00Z', now)).toBe('3 hours ago');
  expect(formats.ago('2026-11-20T11:58:00Z', now)).toBe('2 minutes ago');
});

test('file sizes read naturally', () => {
  const formats = makeFormats('en', 'GBP');
  expect(plain(formats.bytes(512))).toBe('512 bytes');
  expect(plain(formats.bytes(48_211_233))).toBe('48.2 MB');
});
