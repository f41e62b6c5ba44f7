import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { rejectsOf } from '@/api/commands';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Icon } from '@/ui/Icon';
import { toast } from '@/ui/toasts';
import css from './UploadPage.module.css';

const COUNTS = ['read', 'kept', 'rejected', 'returns', 'duplicates'] as const;

/** What happened to every row, and the rows set aside to download. */
export function Quality({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const download = useMutation({
    mutationFn: () => rejectsOf(upload.upload_id),
    onSuccess: ({ download_url }) => window.location.assign(download_url),
    onError: () => toast(t('quality.downloadFailed'), { tone: 'bad' }),
  });
  return (
    <section className={`card ${css.panel}`} aria-labelledby="quality-title">
      <h2 id="quality-title">{t('quality.title')}</h2>
      <dl className={css.counts}>
        {COUNTS.map((name) => (
          <div key={name}>
            <dt className="muted small">{t(`quality.${name}`)}</dt>
            <dd>{formats.count(upload.counts?.[name])}</dd>
          </div>
        ))}
      </dl>
      {upload.quality.length === 0 ? <p>{t('quality.clean')}</p> : <Rules upload={upload} />}
      {Boolean(upload.counts?.rejected) && (
        <div className={css.footer}>
          <Button
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            {t('quality.download')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Rules({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t('quality.title')}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('quality.rule')}</th>
            <th scope="col" className={css.numeric}>
              {t('quality.rows')}
            </th>
            <th scope="col">{t('quality.detail')}</th>
          </tr>
        </thead>
        <tbody>
          {upload.quality.map((each) => (
            <tr key={each.rule}>
              <th scope="row">{each.rule.replaceAll('_', ' ')}</th>
              <td className={css.numeric}>{formats.count(each.rows)}</td>
              <td className="muted">{each.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
