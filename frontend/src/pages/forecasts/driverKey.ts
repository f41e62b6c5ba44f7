/** Finds words for the themes by which the model explains itself. */
import type en from '@/i18n/en/forecasts.json';

export type DriverKey = keyof (typeof en)['driver'];

const KEYS: Readonly<Record<DriverKey, true>> = {
  recent_sales: true,
  trend: true,
  weekday: true,
  season: true,
  price: true,
  promotion: true,
  event: true,
  stock: true,
};

/** Returns the text key of a driver, or null when there are no words for it. */
export const driverKey = (feature: string): DriverKey | null =>
  Object.hasOwn(KEYS, feature) ? (feature as DriverKey) : null;
