import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import page from '../UploadPage.module.css';
import { ColumnsReport } from './ColumnsReport';
import { CountsBar } from './CountsBar';
import { DaysChart } from './DaysChart';
import { Mend, MendedBy } from './Mend';
import css from './Quality.module.css';
import { Findings, Reasons } from './Reasons';

/** What happened to every row, day by day and column by column, and how to bring rows back. */
export function Quality({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const { counts, report } = upload;
  if (!counts) return null;
  const { first, last } = report?.dates ?? { first: null, last: null };
  return (
    <section className={`card ${page.panel} ${css.report}`} aria-labelledby="quality-title">
      <div>
        <h2 id="quality-title">{t('quality.title')}</h2>
        {first && last && (
          <p className="muted">{t('quality.dates', { first: formats.date(first), last: formats.date(last) })}</p>
        )}
      </div>
      <CountsBar counts={counts} />
      {report && <DaysChart days={report.days} />}
      {counts.rejected === 0 && <p className={css.clean}>{t('quality.clean')}</p>}
      <Reasons upload={upload} />
      {counts.rejected > 0 && <Mend upload={upload} />}
      <MendedBy ids={upload.mended_by} />
      <Findings upload={upload} />
      {report && <ColumnsReport columns={report.columns} />}
    </section>
  );
}
