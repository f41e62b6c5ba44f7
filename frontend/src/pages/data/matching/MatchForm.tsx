import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseMapping } from '@/api/intake';
import { profilesQuery, uploadQuery } from '@/api/queries';
import type { Upload } from '@/api/types';
import page from '../UploadPage.module.css';
import { useProblemText } from '../useProblemText';
import { ColumnCards } from './ColumnCards';
import { HeaderRow, asksForHeader } from './HeaderRow';
import css from './Matching.module.css';
import { Missing } from './Missing';
import { PreviewTable } from './PreviewTable';
import { ProfileNote } from './ProfileNote';
import { Questions } from './Questions';
import { change, obstaclesOf, startDraft, toAsk } from './draft';
import { usePreview } from './usePreview';

interface MatchFormProps {
  readonly upload: Upload;
  readonly onDone?: () => void;
}

/** Matches the file's columns to ours over its first rows, corrected and confirmed by a person. */
export function MatchForm(props: MatchFormProps) {
  return asksForHeader(props.upload) ? <HeaderRow upload={props.upload} /> : <ColumnsForm {...props} />;
}

function ColumnsForm({ upload, onDone }: MatchFormProps) {
  const { t } = useTranslation('data');
  const queries = useQueryClient();
  const [draft, send] = useReducer(change, upload, startDraft);
  const [profileName, setProfileName] = useState(upload.profile?.name ?? stem(upload.file_name));
  const cells = usePreview(upload, draft);
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const obstacles = obstaclesOf(draft);
  const save = useMutation({
    mutationFn: () => chooseMapping(upload.upload_id, toAsk(draft, profileName)),
    onSuccess: (saved) => {
      queries.setQueryData(uploadQuery(upload.upload_id).queryKey, saved);
      void queries.invalidateQueries({ queryKey: profilesQuery().queryKey });
      onDone?.();
    },
  });
  const blocked = obstacles.missing.length > 0 || obstacles.unanswered > 0;
  const Columns = narrow ? ColumnCards : PreviewTable;
  return (
    <section className={`card ${page.panel}`} aria-labelledby="mapping-title">
      <h2 id="mapping-title">{t('mapping.title')}</h2>
      <p className="muted">{t('mapping.lead')}</p>
      <Obstacle upload={upload} />
      {upload.profile && <ProfileNote profile={upload.profile} />}
      <Questions upload={upload} draft={draft} onAnswer={send} />
      <Missing draft={draft} columns={upload.columns} onChange={send} />
      <Columns upload={upload} draft={draft} cells={cells} onChange={send} />
      <p className="muted small">{t('mapping.beside')}</p>
      {save.error && (
        <p role="alert" className={page.problem}>
          {t('mapping.failed', { detail: save.error.message })}
        </p>
      )}
      <div className={css.foot}>
        <label className={css.profile}>
          <span>{t('mapping.profileName')}</span>
          <input value={profileName} maxLength={80} onChange={(event) => setProfileName(event.currentTarget.value)} />
          <span className="muted small">{t('mapping.profileHint')}</span>
        </label>
        <Button size="md" loading={save.isPending} disabled={blocked} onClick={() => save.mutate()}>
          {t('mapping.submit')}
        </Button>
        <p role="status" className={page.problem}>
          {obstacles.missing.length > 0 && t('mapping.stillMissing', { count: obstacles.missing.length })}{' '}
          {obstacles.unanswered > 0 && t('mapping.unanswered', { count: obstacles.unanswered })}
        </p>
      </div>
    </section>
  );
}

/** The code under which the server asks for a match as such, which the form is. */
const ASKS_FOR_ALL = 'which_columns';

/** What the server found in the way, where questions and missing columns do not say it already. */
function Obstacle({ upload }: { readonly upload: Upload }) {
  const problemText = useProblemText();
  const { problem, questions } = upload;
  const said = questions.length > 0 || obstaclesOf(startDraft(upload)).missing.length > 0;
  if (!problem || said || problem.code === ASKS_FOR_ALL) return null;
  const { title, detail } = problemText(problem);
  return (
    <p className={css.obstacle}>
      <strong>{title}.</strong> {detail}
    </p>
  );
}

const stem = (fileName: string): string =>
  fileName.replace(/(\.\w{2,7}){1,2}$/, '').replaceAll(/[\s_-]*\d[\d\s_-]*/g, ' ').trim();
