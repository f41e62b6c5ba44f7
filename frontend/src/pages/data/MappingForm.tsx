import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useReducer } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseMapping } from '@/api/commands';
import { uploadQuery } from '@/api/queries';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { MatchRow } from './MatchRow';
import { Questions } from './Questions';
import css from './UploadPage.module.css';
import { change, problemsOf, startDraft, toAsk, type MappingProblems } from './mapping';
import { useTargetName } from './useTargetName';

/** Matches the file's columns to ours: suggestions with samples, corrected by a person. */
export function MappingForm({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const queries = useQueryClient();
  const [draft, send] = useReducer(change, upload, startDraft);
  const problems = problemsOf(draft);
  const blocked = problems.missing.length > 0 || problems.twice.length > 0 || problems.unanswered;
  const save = useMutation({
    mutationFn: () => chooseMapping(upload.upload_id, toAsk(draft)),
    onSuccess: (saved) => queries.setQueryData(uploadQuery(upload.upload_id).queryKey, saved),
  });
  return (
    <section className={`card ${css.panel}`} aria-labelledby="mapping-title">
      <h2 id="mapping-title">{upload.problem?.title ?? t('mapping.title')}</h2>
      <p className="muted">{upload.problem?.detail ?? t('mapping.lead')}</p>
      <Questions questions={upload.questions} answers={draft.answers} onAnswer={send} />
      <table className={`${css.table} ${css.mapping}`} aria-label={t('mapping.title')}>
        <thead>
          <tr>
            <th scope="col">{t('mapping.field')}</th>
            <th scope="col">{t('mapping.column')}</th>
            <th scope="col">{t('mapping.samples')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {draft.matches.map((match) => (
            <MatchRow
              key={match.target}
              match={match}
              columns={upload.columns}
              onChoose={(column) => send({ type: 'column', target: match.target, column })}
            />
          ))}
        </tbody>
      </table>
      {save.error && (
        <p role="alert" className={css.problem}>
          {t('mapping.failed', { detail: save.error.message })}
        </p>
      )}
      <div className={css.footer}>
        <Button size="md" loading={save.isPending} disabled={blocked} onClick={() => save.mutate()}>
          {t('mapping.submit')}
        </Button>
        <Obstacles problems={problems} />
      </div>
    </section>
  );
}

function Obstacles({ problems }: { readonly problems: MappingProblems }) {
  const { t } = useTranslation('data');
  const { locale } = useFormats();
  const targetName = useTargetName();
  const fields = new Intl.ListFormat(locale).format(problems.missing.map((target) => targetName(target)));
  const sentences = [
    ...(fields ? [t('mapping.missing', { fields })] : []),
    ...problems.twice.map((column) => t('mapping.twice', { column })),
    ...(problems.unanswered ? [t('mapping.unanswered')] : []),
  ];
  return (
    <span role="status" className={css.problem}>
      {sentences.join(' ')}
    </span>
  );
}
