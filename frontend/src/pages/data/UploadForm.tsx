import { Button, Checkbox, Progress } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TableName } from '@/api/types';
import { TABLES } from '@/app/search';
import { useFormats } from '@/format/useFormats';
import { useTenant } from '@/shell/tenant';
import { Choice } from '@/ui/Choice';
import { Icon } from '@/ui/Icon';
import { DropZone } from './DropZone';
import { TablePicker } from './TablePicker';
import css from './UploadForm.module.css';
import { CURRENCIES, fileProblem, hasMoney } from './tables';
import { useSendFile } from './useSendFile';

/** Table, file, currency: then the file is sent and its page opens. */
export function UploadForm() {
  const { t } = useTranslation('data');
  const { t: tc } = useTranslation();
  const { table = TABLES[0] } = useSearch({ from: '/inside/data' });
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [simulated, setSimulated] = useState(false);
  const base = useTenant().data?.currency ?? null;
  const [currency, setCurrency] = useState<string | null>(null);
  const sending = useSendFile((ticket) =>
    void navigate({ to: '/data/$uploadId', params: { uploadId: ticket.upload_id }, search: (previous) => ({ store: previous.store }) }),
  );
  const pick = (next: File) => {
    const wrong = fileProblem(next.name, next.size);
    setProblem(wrong && t(`upload.${wrong}`, { file: next.name }));
    setFile(wrong ? null : next);
    sending.reset();
  };
  const send = () => {
    if (!file) return;
    const named = hasMoney(table) ? (currency ?? base) : null;
    void sending.send({ table, file, currency: named || undefined, simulated });
  };
  return (
    <section className={`card ${css.form}`} aria-labelledby="upload-title">
      <h2 id="upload-title">{t('upload.title')}</h2>
      <TablePicker value={table} />
      {!file && <DropZone onFile={pick} error={problem} />}
      {file && <Chosen file={file} busy={sending.busy} onRemove={() => setFile(null)} />}
      {file && !sending.busy && (
        <Options table={table} base={base} currency={currency} onCurrency={setCurrency} simulated={simulated} onSimulated={setSimulated} />
      )}
      {sending.error && (
        <p role="alert" className={css.error}>
          <strong>{t('upload.failed')}.</strong> {failureText(sending.error) ?? t('upload.failedDetail')}
        </p>
      )}
      {sending.busy && file && (
        <div className={css.sending}>
          <Progress value={sending.share * 100} animated aria-label={t('upload.sending', { file: file.name })} />
          <Button variant="default" onClick={sending.cancel}>
            {tc('cancel')}
          </Button>
        </div>
      )}
      {file && !sending.busy && (
        <Button size="md" onClick={send} leftSection={<Icon name="data" size={18} />}>
          {sending.error ? t('upload.again') : t('upload.start', { file: file.name })}
        </Button>
      )}
    </section>
  );
}

const failureText = (error: Error): string | null => ('status' in error && error.status !== 0 ? error.message : null);

function Chosen({ file, busy, onRemove }: { readonly file: File; readonly busy: boolean; readonly onRemove: () => void }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  return (
    <div className={css.chosen}>
      <Icon name="file" size={22} />
      <span className={css.chosenName}>
        <strong>{file.name}</strong>
        <span className="muted small">{formats.bytes(file.size)}</span>
      </span>
      {!busy && (
        <button type="button" className={css.choose} onClick={onRemove}>
          {t('upload.remove')}
        </button>
      )}
    </div>
  );
}

interface OptionsProps {
  readonly table: TableName;
  readonly base: string | null;
  readonly currency: string | null;
  readonly onCurrency: (code: string) => void;
  readonly simulated: boolean;
  readonly onSimulated: (simulated: boolean) => void;
}

function Options({ table, base, currency, onCurrency, simulated, onSimulated }: OptionsProps) {
  const { t } = useTranslation('data');
  const { locale } = useFormats();
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  const codes = CURRENCIES.filter((code) => code !== base);
  const first = base ? { value: base, label: t('upload.base', { code: base }) } : { value: '', label: t('upload.later') };
  return (
    <div className={css.options}>
      {hasMoney(table) && (
        <div className={css.field}>
          <span aria-hidden="true">{t('upload.currency')}</span>
          <Choice
            label={t('upload.currency')}
            options={[first, ...codes.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }))]}
            value={currency ?? first.value}
            onChange={onCurrency}
          />
        </div>
      )}
      <Checkbox
        label={t('upload.simulated')}
        description={t('upload.simulatedHint')}
        checked={simulated}
        onChange={(event) => onSimulated(event.currentTarget.checked)}
      />
    </div>
  );
}
