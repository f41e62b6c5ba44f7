import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/auth/session';
import { Dialog } from '@/ui/Dialog';
import { Dropdown } from '@/ui/Dropdown';
import { Icon } from '@/ui/Icon';
import css from './AccountButton.module.css';
import { AccountPanel } from './AccountPanel';
import shellCss from './Shell.module.css';

const TotpDialog = lazy(() => import('./TotpDialog').then((module) => ({ default: module.TotpDialog })));

/** Opens the account panel: beside the sidebar, or as a sheet from below on phones. */
export function AccountButton({ place }: { readonly place: 'sidebar' | 'bottombar' }) {
  const [sheet, setSheet] = useState(false);
  const [securing, setSecuring] = useState(false);
  const { t } = useTranslation();
  const claims = useSession()?.claims;
  if (!claims) return null;
  return (
    <>
      {place === 'sidebar' ? (
        <Dropdown label={t('account.label')} placement="above-start" className={css.button} trigger={<Who />}>
          <AccountPanel onSecurity={() => setSecuring(true)} />
        </Dropdown>
      ) : (
        <button type="button" className={shellCss.tab} aria-haspopup="dialog" onClick={() => setSheet(true)}>
          <Icon name="account" size={22} />
          {t('nav.account')}
        </button>
      )}
      {sheet && (
        <Dialog sheet title={claims.email} onClose={() => setSheet(false)}>
          <AccountPanel
            onSecurity={() => {
              setSheet(false);
              setSecuring(true);
            }}
          />
        </Dialog>
      )}
      {securing && (
        <Suspense>
          <TotpDialog onClose={() => setSecuring(false)} />
        </Suspense>
      )}
    </>
  );
}

function Who() {
  const { t } = useTranslation();
  const claims = useSession()?.claims;
  const role = claims?.roles[0];
  return (
    <>
      <span className={css.avatar} aria-hidden="true">
        {claims?.email.slice(0, 1).toUpperCase()}
      </span>
      <span className={css.who}>
        <span className={css.email}>{claims?.email}</span>
        <span className="muted small">{role && t(`account.roles.${role}`)}</span>
      </span>
    </>
  );
}
