import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '@/api/client';
import { pasteRows } from '@/api/intake';
import type { TableName } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { useTenant } from '@/shell/tenant';
import { Icon } from '@/ui/Icon';
import { CurrencyChoice } from './CurrencyChoice';
import { TablePicker } from './TablePicker';
import css from './UploadForm.module.css';
import { firstColumns, guessByColumns } from './guess';
import { LARGEST_PASTE, hasMoney } from './tables';

interface PasteFormProps {
  readonly preset: TableName | null;
  readonly onDone: (uploadId: string) => void;
  readonly onBack: () => void;
}

/** Rows copied from a spreadsheet, heading first. */
export function PasteForm({ preset, onDone, onBack }: PasteFormProps) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const areaId = useId();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState(preset);
  const [currency, setCurrency] = useState<string | null>(null);
  const base = useTenant().data?.currency ?? '';
  const attempt = useRef<{ text: string; key: string }>(undefined);
  const columns = firstColumns(text);
  const guess = guessByColumns(columns);
  const table = picked ?? guess;
  const rows = text.split('\n').filter((line) => line.trim()).length - 1;
  const tooLong = new TextEncoder().encode(text).length > LARGEST_PASTE;
  const paste = useMutation({
    mutationFn: (into: TableName) => {
      if (attempt.current?.text !== text) attempt.current = { text, key: newIdempotencyKey() };
      const code = (hasMoney(into) && (currency ?? base)) || undefined;
      const name = t('paste.fileName', { at: new Date().toISOString().slice(0, 10) });
      return pasteRows(into, text, { file_name: `${name}.csv`, currency: code }, attempt.current.key);
    },
    onSuccess: (ticket) => onDone(ticket.upload_id),
  });
  return (
    <>
      <div className={css.pasteHead}>
        <label htmlFor={areaId}>{t('paste.label')}</label>
        <button type="button" className={css.choose} onClick={onBack}>
          {t('paste.back')}
        </button>
      </div>
      <textarea
        id={areaId}
        className={css.area}
        rows={8}
        spellCheck={false}
        placeholder={t('paste.example')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p role="status" className={tooLong ? css.error : 'muted small'}>
        {tooLong && t('paste.tooLong')}
        {!tooLong && rows > 0 && t('paste.read', { count: rows, rows: formats.count(rows), columns: columns.join(', ') })}
        {!tooLong && rows <= 0 && t('paste.hint')}
      </p>
      {rows > 0 && (
        <>
          <TablePicker value={table} guessed={!picked && guess !== null} onChange={setPicked} />
          {table && hasMoney(table) && <CurrencyChoice base={base} value={currency ?? base} onChange={setCurrency} />}
        </>
      )}
      {paste.error && (
        <p role="alert" className={css.error}>
          {paste.error.message}
        </p>
      )}
      <div className={css.footer}>
        <Button
          size="md"
          disabled={rows <= 0 || tooLong || !table}
          loading={paste.isPending}
          leftSection={<Icon name="data" size={18} />}
          onClick={() => table && paste.mutate(table)}
        >
          {t('paste.send')}
        </Button>
      </div>
    </>
  );
}
