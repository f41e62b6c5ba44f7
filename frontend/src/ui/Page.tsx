import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Page.module.css';

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its heading, an optional line below, something on the right, and the content. */
export function Page({ title, lead, aside, children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('brand')}`;
  }, [title, t]);
  return (
    <div className={css.page}>
      <header className={css.header}>
        <div>
          <h1>{title}</h1>
          {lead && <div className={`muted ${css.lead}`}>{lead}</div>}
        </div>
        {aside && <div className={css.aside}>{aside}</div>}
      </header>
      {children}
    </div>
  );
}
