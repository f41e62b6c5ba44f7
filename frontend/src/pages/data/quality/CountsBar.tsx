import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import css from './Quality.module.css';

const PARTS = ['kept', 'returns', 'duplicates', 'rejected'] as const;

/** What became of every row, as one bar and its figures. */
export function CountsBar({ counts }: { readonly counts: NonNullable<Upload['counts']> }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const whole = Math.max(1, PARTS.reduce((sum, part) => sum + counts[part], 0));
  return (
    <div>
      <p>{t('quality.readRows', { count: counts.read, rows: formats.count(counts.read) })}</p>
      <div className={css.stack} aria-hidden="true">
        {PARTS.filter((part) => counts[part] > 0).map((part) => (
          <span key={part} data-part={part} style={{ flexGrow: counts[part] }} />
        ))}
      </div>
      <dl className={css.counts}>
        {PARTS.map((part) => (
          <div key={part} data-part={part}>
            <dt className="muted small">{t(`quality.${part}`)}</dt>
            <dd>
              {formats.count(counts[part])}{' '}
              <span className="muted small">{counts[part] > 0 && formats.percent((counts[part] / whole) * 100)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
