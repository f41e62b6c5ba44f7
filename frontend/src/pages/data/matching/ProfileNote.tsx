import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Icon } from '@/ui/Icon';
import css from './Matching.module.css';

/** Which remembered match was used, confirmed by whom. */
export function ProfileNote({ profile }: { readonly profile: NonNullable<Upload['profile']> }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const { name, confirmed_by: by, confirmed_at: at } = profile;
  return (
    <p className={css.note}>
      <Icon name="check" size={18} />
      <span>{t('mapping.remembered', { name, by, on: formats.date(at.slice(0, 10)) })}</span>
    </p>
  );
}
