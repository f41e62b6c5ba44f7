import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { makeFormats, type Formats, type Language } from './format';

export interface Money {
  readonly currency: string;
  readonly timeZone?: string;
}

/** The tenant's currency and time zone, known once the KPIs have been read. */
export const MoneyContext = createContext<Money>({ currency: 'INR' });

/** The formats of the current language and tenant. */
export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const { currency, timeZone } = useContext(MoneyContext);
  const language = i18n.language as Language;
  return useMemo(() => makeFormats(language, currency, timeZone), [language, currency, timeZone]);
}
