import { Link, Outlet } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyContext } from '@/format/useFormats';
import { SimulatedBadge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import { Mark } from '@/ui/Mark';
import { AccountButton } from './AccountButton';
import { NAVIGATION } from './navigation';
import { RunStatus } from './RunStatus';
import css from './Shell.module.css';
import { StorePicker } from './StorePicker';
import { useTenant } from './tenant';

const keepStore = (previous: { store?: string }) => ({ store: previous.store });

/** The frame around every page: sidebar on wide screens, bottom bar within thumb's reach on phones. */
export function Shell() {
  const { t } = useTranslation();
  const { data: tenant } = useTenant();
  const money = useMemo(
    () => ({ currency: tenant?.currency ?? 'INR', timeZone: tenant?.time_zone ?? undefined }),
    [tenant?.currency, tenant?.time_zone],
  );
  return (
    <MoneyContext value={money}>
      <a className={css.skip} href="#content">
        {t('skip')}
      </a>
      <div className={css.frame}>
        <aside className={css.sidebar}>
          <Brand tenantName={tenant?.tenant_name} />
          <nav aria-label={t('nav.label')} className={css.sidenav}>
            {NAVIGATION.map(({ to, key, icon, exact }) => (
              <Link key={to} to={to} search={keepStore} className={css.sidelink} activeOptions={{ exact, includeSearch: false }}>
                <Icon name={icon} />
                {t(`nav.${key}`)}
              </Link>
            ))}
          </nav>
          <AccountButton place="sidebar" />
        </aside>
        <div className={css.column}>
          <header className={css.topbar}>
            <span className={css.phoneMark}>
              <Mark size={28} />
            </span>
            <StorePicker />
            {tenant?.simulated && <SimulatedBadge />}
            <span className={css.spacer} />
            <RunStatus />
          </header>
          <main id="content" tabIndex={-1} className={css.content}>
            <Outlet />
          </main>
        </div>
      </div>
      <nav aria-label={t('nav.label')} className={css.bottombar}>
        {NAVIGATION.map(({ to, key, icon, exact }) => (
          <Link key={to} to={to} search={keepStore} className={css.tab} activeOptions={{ exact, includeSearch: false }}>
            <Icon name={icon} size={22} />
            {t(`nav.${key}`)}
          </Link>
        ))}
        <AccountButton place="bottombar" />
      </nav>
    </MoneyContext>
  );
}

function Brand({ tenantName }: { readonly tenantName: string | null | undefined }) {
  const { t } = useTranslation();
  return (
    <div className={css.brand}>
      <Mark size={34} />
      <div className={css.brandText}>
        <strong>{t('brand')}</strong>
        <span className="muted small">{tenantName ?? '\u00a0'}</span>
      </div>
    </div>
  );
}
