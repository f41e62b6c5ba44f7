import { useTranslation } from 'react-i18next';
import { useFormats } from '@/format/useFormats';
import { Choice } from '@/ui/Choice';
import css from './UploadForm.module.css';
import { CURRENCIES } from './tables';

interface CurrencyChoiceProps {
  /** The tenant's own currency, or '' before it is known. */
  readonly base: string;
  readonly value: string;
  readonly onChange: (code: string) => void;
}

/** The currency of a file's amounts; the tenant's own comes first. */
export function CurrencyChoice({ base, value, onChange }: CurrencyChoiceProps) {
  const { t } = useTranslation('data');
  const { locale } = useFormats();
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  const first = base ? { value: base, label: t('upload.base', { code: base }) } : { value: '', label: t('upload.later') };
  const others = CURRENCIES.filter((code) => code !== base);
  return (
    <div className={css.field}>
      <span aria-hidden="true">{t('upload.currency')}</span>
      <Choice
        label={t('upload.currency')}
        options={[first, ...others.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }))]}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}
