/** Puts a decision into words in the reader's language. */
import { useTranslation } from 'react-i18next';
import type { Decimal, Recommendation } from '@/api/types';
import { toNumber } from '@/format/format';
import { useFormats } from '@/format/useFormats';

const WORTH = ['impact_margin', 'impact_revenue', 'impact_service_level', 'risk_penalty'] as const;
const QUIET = new Set(['none', 'unknown']);
const MONEY_FACTS = new Set(['current_price', 'price', 'recommended_price', 'unit_cost', 'mrp', 'order_value']);

const decimal = (value: unknown): number | null =>
  typeof value === 'number' || typeof value === 'string' ? toNumber(value as Decimal) : null;

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface Described {
  readonly title: string;
  readonly risk: string | null;
  readonly worth: string;
  readonly facts: readonly Fact[];
}

/** Returns the title, the risk, the sentence about the value, and the numbers behind it. */
export function useDescribe(): (rec: Recommendation) => Described {
  const title = useTitle();
  const worth = useWorth();
  const facts = useFacts();
  const { t } = useTranslation('today');
  return (rec) => ({
    title: title(rec),
    risk: rec.risk && !QUIET.has(rec.risk) ? t(`risk.${rec.risk as 'stockout'}`, { defaultValue: spaced(rec.risk) }) : null,
    worth: worth(rec),
    facts: facts(rec),
  });
}

const spaced = (code: string): string => code.replaceAll('_', ' ');

function useTitle(): (rec: Recommendation) => string {
  const { t } = useTranslation('today');
  const formats = useFormats();
  return (rec) => {
    const product = rec.product_name ?? rec.sku_id;
    if (rec.rec_type === 'reorder') {
      const qty = toNumber(rec.reorder_qty) ?? decimal(rec.payload.reorder_qty);
      return qty === null ? t('card.reorderPlain', { product }) : t('card.reorder', { qty: formats.count(qty), product });
    }
    if (rec.rec_type === 'alert') return t('card.alert', { product });
    const asked = decimal(rec.payload.recommended_price);
    const now = decimal(rec.payload.current_price ?? rec.payload.price);
    if (asked === null) return t('card.pricePlain', { product });
    const words = { product, price: formats.price(asked) };
    if (now === null || now === asked) return t('card.price', words);
    return t(asked < now ? 'card.priceDown' : 'card.priceUp', words);
  };
}

function useWorth(): (rec: Recommendation) => string {
  const { t } = useTranslation('today');
  const formats = useFormats();
  const list = new Intl.ListFormat(formats.locale, { type: 'unit' });
  return (rec) => {
    const parts = WORTH.flatMap((name) => {
      const value = toNumber(rec.components[name]);
      if (!value) return [];
      const negative = name === 'risk_penalty' ? value > 0 : value < 0;
      const words = { amount: formats.money(Math.abs(value)), name: t(`worth.${name}`) };
      return [t(negative ? 'worth.minus' : 'worth.plus', words)];
    });
    return parts.length ? t('worth.sum', { score: formats.money(rec.score), parts: list.format(parts) }) : '';
  };
}

function useFacts(): (rec: Recommendation) => Fact[] {
  const { t, i18n } = useTranslation('today');
  const formats = useFormats();
  return (rec) => {
    const known = { ...(toNumber(rec.reorder_qty) === null ? {} : { reorder_qty: rec.reorder_qty }), ...rec.payload };
    return Object.entries(known).flatMap(([name, value]) => {
      const number = decimal(value);
      if (number === null || !i18n.exists(`today:fact.${name}`)) return [];
      const text = MONEY_FACTS.has(name) ? formats.price(number) : formats.decimal(number, 2);
      return [{ name: t(`fact.${name as 'on_hand'}`), value: text }];
    });
  };
}
