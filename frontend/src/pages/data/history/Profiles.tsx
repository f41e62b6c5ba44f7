import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deleteProfile } from '@/api/intake';
import { profilesQuery } from '@/api/queries';
import type { MatchProfile } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { toast } from '@/ui/toasts';
import { useTargetName } from '../useTargetName';
import css from './History.module.css';

/** Remembered matches: files with the same columns go through by them. */
export function Profiles() {
  const { t } = useTranslation('data');
  const { data } = useQuery(profilesQuery());
  if (!data || data.profiles.length === 0) return null;
  return (
    <details className={`card ${css.profiles}`}>
      <summary>
        <h2>{t('profiles.title', { count: data.profiles.length })}</h2>
      </summary>
      <p className="muted">{t('profiles.lead')}</p>
      <ul>
        {data.profiles.map((profile) => (
          <ProfileRow key={profile.profile_id} profile={profile} />
        ))}
      </ul>
    </details>
  );
}

function ProfileRow({ profile }: { readonly profile: MatchProfile }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const targetName = useTargetName();
  const queries = useQueryClient();
  const forget = useMutation({
    mutationFn: () => deleteProfile(profile.profile_id),
    onSuccess: () => queries.invalidateQueries({ queryKey: profilesQuery().queryKey }),
    onError: (error) => toast(error.message, { tone: 'bad' }),
  });
  const pairs = Object.entries(profile.mapping).map(([target, column]) => `${column} → ${targetName(target)}`);
  return (
    <li>
      <span className={css.what}>
        <strong>{profile.name}</strong> <span className="muted small">{t(`table.${profile.table}.name`)}</span>
        <span className={`muted small ${css.sub}`}>{pairs.join(' · ')}</span>
        <span className={`muted small ${css.sub}`}>
          {t('profiles.by', { by: profile.confirmed_by, on: formats.date(profile.confirmed_at.slice(0, 10)) })}
        </span>
      </span>
      <Button
        size="xs"
        variant="default"
        loading={forget.isPending}
        aria-label={`${t('profiles.forget')}: ${profile.name}`}
        onClick={() => forget.mutate()}
      >
        {t('profiles.forget')}
      </Button>
    </li>
  );
}
