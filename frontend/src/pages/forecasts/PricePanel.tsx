import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { suggestPrice } from '@/api/commands';
import type { Objective } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { PriceAnswer } from './PriceAnswer';
import css from './PricePanel.module.css';
import { readPrice } from './price';

const OBJECTIVES: readonly Objective[] = ['maximize_margin', 'maximize_revenue'];

interface PricePanelProps {
  readonly storeId: string;
  readonly skuId: string;
}

/** Asks for a price inside the guardrails, and shows what speaks for it. */
export function PricePanel({ storeId, skuId }: PricePanelProps) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const [text, setText] = useState('');
  const [objective, setObjective] = useState<Objective>('maximize_margin');
  const [invalid, setInvalid] = useState(false);
  const ask = useMutation({ mutationFn: suggestPrice });
  const submit = () => {
    const price = readPrice(text);
    setInvalid(price === null);
    if (price !== null) ask.mutate({ sku_id: skuId, store_id: storeId, current_price: price, objective });
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
          description={t('price.currentHint')}
          inputMode="decimal"
          leftSection={formats.currencySign}
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
        {ask.data && <PriceAnswer answer={ask.data} wished={ask.variables.objective} />}
      </div>
    </section>
  );
}
