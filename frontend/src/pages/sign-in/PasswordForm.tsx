import { Anchor, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { config } from '@/app/config';
import { signIn, type SignInResult } from '@/auth/cognito';
import { Form } from './Form';
import css from './PasswordForm.module.css';

interface PasswordFormProps {
  readonly email: string;
  readonly notice: string | undefined;
  readonly onKeep: (keep: boolean) => void;
  readonly onResult: (result: SignInResult, email: string) => void;
  readonly onForgot: (email: string) => void;
}

export function PasswordForm({ email, notice, onKeep, onResult, onForgot }: PasswordFormProps) {
  const { t } = useTranslation('auth');
  const emailField = useRef<HTMLInputElement>(null);
  const attempt = useMutation({
    mutationFn: (values: Record<string, string>) => signIn((values.email ?? '').trim(), values.password ?? ''),
    onSuccess: (result, values) => onResult(result, (values.email ?? '').trim()),
  });
  return (
    <Form
      title={t('title')}
      notice={notice}
      error={attempt.error}
      busy={attempt.isPending}
      submit={t('submit')}
      onSubmit={(values) => {
        onKeep(values.keep === 'on');
        attempt.mutate(values);
      }}
    >
      <TextInput
        ref={emailField}
        name="email"
        type="email"
        size="md"
        label={t('email')}
        defaultValue={email}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
      />
      <PasswordInput
        name="password"
        size="md"
        label={t('password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ tabIndex: 0, 'aria-label': t('show') }}
      />
      <div className={css.row}>
        <Checkbox name="keep" defaultChecked label={t('keep')} />
        <Anchor component="button" type="button" onClick={() => onForgot(emailField.current?.value ?? '')}>
          {t('forgot')}
        </Anchor>
      </div>
      {config().localMode && (
        <p className={css.local}>
          <strong>{t('local')}.</strong> {t('localHint')}
        </p>
      )}
    </Form>
  );
}
