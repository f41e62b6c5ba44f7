import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '@/api/client';
import { Icon, type IconName } from './Icon';
import css from './StateView.module.css';

interface StateViewProps {
  readonly icon: IconName;
  readonly title: string;
  readonly detail?: string;
  readonly children?: ReactNode;
  readonly role?: 'alert';
}

/** A page or panel without content: what is the matter, and what to do about it. */
export function StateView({ icon, title, detail, children, role }: StateViewProps) {
  return (
    <div className={css.state} role={role}>
      <span className={css.icon}>
        <Icon name={icon} size={26} />
      </span>
      <p className={css.title}>{title}</p>
      {detail && <p className="muted">{detail}</p>}
      {children && <div className={css.actions}>{children}</div>}
    </div>
  );
}

/** An error in words, with a way on. */
export function ErrorView({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  const status = error instanceof ApiProblem ? error.status : -1;
  const kind = { 0: 'offline', 403: 'forbidden', 404: 'notFound' }[status] as
    | 'offline'
    | 'forbidden'
    | 'notFound'
    | undefined;
  const detail = (error instanceof ApiProblem && status !== 0 && error.detail) || t(`state.${kind ?? 'error'}Detail`);
  return (
    <StateView
      role="alert"
      icon={kind === 'offline' ? 'cloudOff' : kind === 'forbidden' ? 'lock' : 'alert'}
      title={t(`state.${kind ?? 'error'}`)}
      detail={detail}
    >
      {onRetry && kind !== 'forbidden' && (
        <Button variant="default" onClick={onRetry}>
          {t('state.retry')}
        </Button>
      )}
    </StateView>
  );
}
