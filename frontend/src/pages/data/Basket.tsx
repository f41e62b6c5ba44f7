import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TableName } from '@/api/types';
import { TABLES } from '@/app/search';
import { useFormats } from '@/format/useFormats';
import { useTenant } from '@/shell/tenant';
import { Badge } from '@/ui/Badges';
import { Choice } from '@/ui/Choice';
import { Icon } from '@/ui/Icon';
import { CurrencyChoice } from './CurrencyChoice';
import { TablePicker } from './TablePicker';
import css from './UploadForm.module.css';
import type { BasketChange, Chosen } from './chosen';
import type { Wish } from './sending/queue';
import { hasMoney } from './tables';

interface BasketProps {
  readonly chosen: readonly Chosen[];
  readonly onChange: (change: BasketChange) => void;
  readonly onSend: (wishes: readonly Wish[]) => void;
}

/** The chosen files with what each holds, what they share, and the button that sends them. */
export function Basket({ chosen, onChange, onSend }: BasketProps) {
  const { t } = useTranslation('data');
  const base = useTenant().data?.currency ?? '';
  const [currency, setCurrency] = useState<string | null>(null);
  const [simulated, setSimulated] = useState(false);
  const first = chosen[0];
  if (!first) return null;
  const undecided = chosen.some((each) => !each.table);
  const send = () =>
    onSend(
      chosen.flatMap(({ file, table }) =>
        table ? [{ file, table, simulated, currency: (hasMoney(table) && (currency ?? base)) || undefined }] : [],
      ),
    );
  return (
    <>
      <ul className={css.basket}>
        {chosen.map((each) => (
          <ChosenFile key={`${each.file.name}-${each.file.size}`} chosen={each} single={chosen.length === 1} onChange={onChange} />
        ))}
      </ul>
      {chosen.length === 1 && (
        <TablePicker
          value={first.table}
          guessed={first.guessed}
          onChange={(table) => onChange({ type: 'choose', file: first.file, table })}
        />
      )}
      <div className={css.options}>
        {chosen.some(({ table }) => table && hasMoney(table)) && (
          <CurrencyChoice base={base} value={currency ?? base} onChange={setCurrency} />
        )}
        <Checkbox
          label={t('upload.simulated')}
          description={t('upload.simulatedHint')}
          checked={simulated}
          onChange={(event) => setSimulated(event.currentTarget.checked)}
        />
      </div>
      <div className={css.footer}>
        <Button size="md" disabled={undecided} onClick={send} leftSection={<Icon name="data" size={18} />}>
          {chosen.length === 1 ? t('upload.start', { file: first.file.name }) : t('upload.startAll', { count: chosen.length })}
        </Button>
        <span role="status" className="muted small">
          {undecided && t('upload.undecided')}
        </span>
      </div>
    </>
  );
}

interface ChosenFileProps {
  readonly chosen: Chosen;
  readonly single: boolean;
  readonly onChange: (change: BasketChange) => void;
}

function ChosenFile({ chosen: { file, table, guessed }, single, onChange }: ChosenFileProps) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  return (
    <li className={css.chosen}>
      <Icon name="file" size={22} />
      <span className={css.chosenName}>
        <strong>{file.name}</strong>
        <span className="muted small">{formats.bytes(file.size)}</span>
      </span>
      {!single && (
        <span className={css.chosenTable}>
          {guessed && <Badge tone="gold" text={t('upload.guessed')} />}
          <Choice
            label={`${t('upload.table')} ${file.name}`}
            value={table ?? ''}
            onChange={(value) => value && onChange({ type: 'choose', file, table: value as TableName })}
            options={[
              ...(table ? [] : [{ value: '', label: t('mapping.choose') }]),
              ...TABLES.map((each) => ({ value: each, label: t(`table.${each}.name`) })),
            ]}
          />
        </span>
      )}
      <button type="button" className={css.icon} aria-label={t('upload.remove', { file: file.name })} onClick={() => onChange({ type: 'remove', file })}>
        <Icon name="cross" size={18} />
      </button>
    </li>
  );
}
