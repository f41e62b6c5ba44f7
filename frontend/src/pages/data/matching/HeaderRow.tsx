import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseMapping } from '@/api/intake';
import { uploadQuery } from '@/api/queries';
import type { Upload } from '@/api/types';
import page from '../UploadPage.module.css';
import css from './Matching.module.css';
import { OptionCards } from './OptionCards';
import { headerAsk } from './draft';

/** Whether the form must first ask which row names the columns: all else hangs on it. */
export const asksForHeader = (upload: Upload): boolean => upload.questions.some(({ field }) => field === 'header_row');

/** Asks which row holds the column names, over the first rows as they are; then the file is read again. */
export function HeaderRow({ upload }: { readonly upload: Upload }) {
  const { t, i18n } = useTranslation('data');
  const queries = useQueryClient();
  const [row, setRow] = useState<string>();
  const question = upload.questions.find(({ field }) => field === 'header_row');
  const save = useMutation({
    mutationFn: (chosen: string) => chooseMapping(upload.upload_id, headerAsk(chosen)),
    onSuccess: (saved) => queries.setQueryData(uploadQuery(upload.upload_id).queryKey, saved),
  });
  const nameOf = (value: string, label: string) => {
    if (i18n.language === 'en') return label;
    return value === '0' ? t('question.noHeader') : t('question.row', { row: value });
  };
  const options = (question?.options ?? []).map(({ value, label }) => ({ value, label: nameOf(value, label), shows: [] }));
  return (
    <section className={`card ${page.panel}`} aria-labelledby="mapping-title">
      <h2 id="mapping-title">{t('question.header_row')}</h2>
      <p className="muted">{t('question.headerLead')}</p>
      <RawRows upload={upload} />
      <OptionCards hideTitle name="header_row" title={t('question.header_row')} options={options} value={row} onChange={setRow} />
      {save.error && (
        <p role="alert" className={page.problem}>
          {save.error.message}
        </p>
      )}
      <div className={css.foot}>
        <Button size="md" disabled={row === undefined} loading={save.isPending} onClick={() => row !== undefined && save.mutate(row)}>
          {t('question.readAgain')}
        </Button>
      </div>
    </section>
  );
}

function RawRows({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const { preview, format } = upload;
  const head = format?.header_row ? [preview?.columns ?? []] : [];
  const rows = [...head, ...(preview?.rows ?? [])].slice(0, 6);
  const first = format?.header_row || 1;
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t('mapping.preview')}>
      <table className={css.preview}>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index}-${row[0]}`}>
              <th scope="row" className={css.rowNumber}>
                {t('question.row', { row: first + index })}
              </th>
              {row.map((text, place) => (
                <td key={place}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
