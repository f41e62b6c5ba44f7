import { useTranslation } from 'react-i18next';
import { useTenant } from '@/shell/tenant';
import { Icon } from '@/ui/Icon';
import { Page } from '@/ui/Page';
import css from './DataPage.module.css';
import { UploadForm } from './UploadForm';
import { History } from './history/History';
import { Profiles } from './history/Profiles';
import { UNLOCKING, missingFiles } from './unlocks';

/** Files in: upload, what each file unlocks, and what was uploaded before. */
export function DataPage() {
  const { t } = useTranslation('data');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className={css.columns}>
        <UploadForm />
        <Unlocks />
      </div>
      <History />
      <Profiles />
    </Page>
  );
}

function Unlocks() {
  const { t } = useTranslation('data');
  const { data: kpis } = useTenant();
  const missing = new Set<string>(kpis?.as_of ? missingFiles(kpis.missing) : UNLOCKING);
  return (
    <section className={`card ${css.unlocks}`} aria-labelledby="unlocks-title">
      <h2 id="unlocks-title">{t('unlock.title')}</h2>
      <ol>
        {UNLOCKING.map((table) => (
          <li key={table} data-missing={missing.has(table)}>
            <span className={css.mark}>
              <Icon name={missing.has(table) ? 'file' : 'check'} size={16} />
            </span>
            <span>
              <strong>{t(`table.${table}.name`)}</strong>
              <span className="visually-hidden">
                {' '}
                ({t(missing.has(table) ? 'unlock.missing' : 'unlock.have')})
              </span>
              <span className={`muted small ${css.gives}`}>{t(`unlock.${table}`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
