import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useReducer } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseMapping } from '@/api/commands';
import { uploadQuery } from '@/api/queries';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Badge } from '@/ui/Badges';
import { Choice } from '@/ui/Choice';
import css from './UploadPage.module.css';
import { choose, confidenceWord, problemsOf, startMatches, toMapping, type Match } from './mapping';

const TONES = { sure: 'good', likely: 'brand', guess: 'gold' } as const;

/** Matches the file's columns to ours: suggestions with samples, corrected by a person. */
export function MappingForm({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const { locale } = useFormats();
  const targetName = useTargetName();
  const queries = useQueryClient();
  const [matches, change] = useReducer(choose, upload, startMatches);
  const problems = problemsOf(matches);
  const save = useMutation({
    mutationFn: () => chooseMapping(upload.upload_id, toMapping(matches)),
    onSuccess: (saved) => queries.setQueryData(uploadQuery(upload.upload_id).queryKey, saved),
  });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return (
    <section className={`card ${css.panel}`} aria-labelledby="mapping-title">
      <h2 id="mapping-title">{t('mapping.title')}</h2>
      <p className="muted">{t('mapping.lead')}</p>
      <table className={`${css.table} ${css.mapping}`}>
        <thead>
          <tr>
            <th scope="col">{t('mapping.field')}</th>
            <th scope="col">{t('mapping.column')}</th>
            <th scope="col">{t('mapping.samples')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {matches.map((match) => (
            <MatchRow key={match.target} match={match} upload={upload} onChoose={change} />
          ))}
        </tbody>
      </table>
      {save.error && (
        <p role="alert" className={css.problem}>
          {t('mapping.failed', { detail: save.error.message })}
        </p>
      )}
      <div className={css.footer}>
        <Button
          size="md"
          loading={save.isPending}
          disabled={problems.missing.length > 0 || problems.twice.length > 0}
          onClick={() => save.mutate()}
        >
          {t('mapping.submit')}
        </Button>
        <span role="status" className={css.problem}>
          {problems.missing.length > 0 && t('mapping.missing', { fields: list.format(problems.missing.map(targetName)) })}{' '}
          {problems.twice.map((column) => t('mapping.twice', { column })).join(' ')}
        </span>
      </div>
    </section>
  );
}

function useTargetName(): (target: string) => string {
  const { t } = useTranslation('data');
  return (target) => t(`target.${target as 'date'}`, { defaultValue: target.replaceAll('_', ' ') });
}

interface MatchRowProps {
  readonly match: Match;
  readonly upload: Upload;
  readonly onChoose: (choice: { target: string; column: string | null }) => void;
}

function MatchRow({ match, upload, onChoose }: MatchRowProps) {
  const { t } = useTranslation('data');
  const name = useTargetName()(match.target);
  const samples = upload.columns.find((column) => column.name === match.column)?.samples ?? [];
  const word = match.confidence === null ? null : confidenceWord(match.confidence);
  return (
    <tr>
      <th scope="row">
        {name} {match.required && <span className="muted small">({t('mapping.required')})</span>}
      </th>
      <td>
        <Choice
          className={css.column}
          label={`${t('mapping.column')}: ${name}`}
          value={match.column ?? ''}
          onChange={(column) => onChoose({ target: match.target, column: column || null })}
          options={[
            { value: '', label: t('mapping.none') },
            ...upload.columns.map((column) => ({ value: column.name, label: column.name })),
          ]}
        />
      </td>
      <td className={css.samples}>{samples.slice(0, 3).join(' · ') || '\u00a0'}</td>
      <td>
        {word && <Badge tone={TONES[word]} text={t(`mapping.${word}`)} />}
        {!word && match.column && <Badge tone="plain" text={t('mapping.chosen')} />}
      </td>
    </tr>
  );
}
