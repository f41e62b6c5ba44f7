import { Alert, Anchor, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthErrorText } from '@/auth/useAuthErrorText';
import css from './Form.module.css';

interface FormProps {
  readonly title: string;
  readonly lead?: string;
  readonly notice?: string;
  readonly error: unknown;
  readonly busy: boolean;
  readonly submit: string;
  readonly onSubmit: (values: Record<string, string>) => void;
  readonly onBack?: () => void;
  readonly children: ReactNode;
}

/** A sign-in form with plain named fields, so password managers and pasting just work. */
export function Form({ title, lead, notice, error, busy, submit, onSubmit, onBack, children }: FormProps) {
  const { t } = useTranslation('auth');
  const errorText = useAuthErrorText();
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>);
      }}
    >
      <div>
        <h1>{title}</h1>
        {lead && <p className="muted">{lead}</p>}
      </div>
      {notice && <Alert role="status">{notice}</Alert>}
      {error != null && (
        <Alert color="red" role="alert">
          {errorText(error)}
        </Alert>
      )}
      {children}
      <Button type="submit" size="md" loading={busy}>
        {submit}
      </Button>
      {onBack && (
        <Anchor component="button" type="button" onClick={onBack} className={css.back}>
          {t('backToSignIn')}
        </Anchor>
      )}
    </form>
  );
}
