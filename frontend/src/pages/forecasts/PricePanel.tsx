import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { suggestPrice } from '@/api/commands';
import { forecastListQuery } from '@/api/queries';
import type { ForecastPage, Objective } from '@/api/types';
import { toNumber } from '@/format/format';
import { useFormats } from '@/format/useFormats';
import css from './PricePanel.module.css';
import { PriceAnswer } from './PriceAnswer';

const OBJECTIVES: readonly Objective[] = ['maximize_margin', 'maximize_revenue'];

interface PricePanelProps {
  readonly storeId: string;
  readonly skuId: string;
}

/** Asks for a price inside the guardrails, and shows what speaks for it. */
export function PricePanel({ storeId, skuId }: PricePanelProps) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const queries = useQueryClient();
  const paid = averagePaid(queries, storeId, skuId);
  const [text, setText] = useState(paid ? paid.toFixed(2) : '');
  const [objective, setObjective] = useState<Objective>('maximize_margin');
  const [invalid, setInvalid] = useState(false);
  const ask = useMutation({ mutationFn: suggestPrice });
  const price = Number(text.replace(',', '.'));
  const submit = () => {
    const wrong = !(price > 0);
    setInvalid(wrong);
    if (!wrong) ask.mutate({ sku_id: skuId, store_id: storeId, current_price: price, objective });
  };
  return (
    <section className={`card ${css.panel}`} aria-labelledby="price-title">
      <div>
        <h2 id="price-title">{t('price.title')}</h2>
        <p className="muted small">{t('price.lead')}</p>
      </div>
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label={t('price.current')}
          description={paid ? t('price.currentHint') : undefined}
          inputMode="decimal"
          leftSection={currencySign(formats.price(0))}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={invalid && t('price.invalid')}
        />
        <SegmentedControl
          fullWidth
          aria-label={t('price.objective')}
          value={objective}
          onChange={(value) => setObjective(value as Objective)}
          data={OBJECTIVES.map((value) => ({ value, label: t(`price.${value}`) }))}
        />
        <Button type="submit" loading={ask.isPending}>
          {t('price.ask')}
        </Button>
      </form>
      <div aria-live="polite">
        {ask.error && <p className={css.error}>{t('price.failed', { detail: ask.error.message })}</p>}
        {ask.data && <PriceAnswer answer={ask.data} from={ask.variables.current_price} />}
      </div>
    </section>
  );
}

/** The average price paid in the last 28 days, if the list that knows it has been read. */
function averagePaid(queries: QueryClient, storeId: string, skuId: string): number | null {
  const pages = queries.getQueryData<InfiniteData<ForecastPage>>(forecastListQuery(storeId).queryKey)?.pages ?? [];
  const row = pages.flatMap((page) => page.items).find((each) => each.sku_id === skuId);
  const [revenue, units] = [toNumber(row?.revenue_28d), toNumber(row?.units_28d)];
  return revenue && units ? revenue / units : null;
}

const currencySign = (sample: string): string => sample.replace(/[\d.,\s०-९]/g, '');
