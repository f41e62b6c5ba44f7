import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/Icon';
import { missingFiles } from '@/pages/data/unlocks';
import css from './TodayPage.module.css';

/** Which file would add what; gone once everything is there. */
export function Unlock({ missing }: { readonly missing: readonly string[] }) {
  const { t } = useTranslation('today');
  const { t: td } = useTranslation('data');
  const files = missingFiles(missing);
  if (files.length === 0) return null;
  return (
    <section className={`card ${css.panel}`} aria-labelledby="unlock-title">
      <h2 id="unlock-title">{t('unlock.title')}</h2>
      <ul className={css.unlocks}>
        {files.map((table) => (
          <li key={table}>
            <Icon name="file" size={18} />
            <span>
              <Link to="/data" search={(previous) => ({ store: previous.store, table })}>
                {td(`table.${table}.name`)}
              </Link>
              : {td(`unlock.${table}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
