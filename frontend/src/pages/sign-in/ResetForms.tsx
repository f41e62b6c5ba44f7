import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { confirmForgotPassword, forgotPassword } from '@/auth/cognito';
import { Form } from './Form';

interface ForgotFormProps {
  readonly email: string;
  readonly onSent: (email: string) => void;
  readonly onBack: () => void;
}

/** Asks for the address to which a reset code is sent. */
export function ForgotForm({ email, onSent, onBack }: ForgotFormProps) {
  const { t } = useTranslation('auth');
  const ask = useMutation({ mutationFn: forgotPassword, onSuccess: (_, sentTo) => onSent(sentTo) });
  return (
    <Form
      title={t('reset.title')}
      lead={t('reset.lead')}
      error={ask.error}
      busy={ask.isPending}
      submit={t('reset.send')}
      onSubmit={(values) => ask.mutate((values.email ?? '').trim())}
      onBack={onBack}
    >
      <TextInput
        name="email"
        type="email"
        size="md"
        label={t('email')}
        defaultValue={email}
        autoComplete="username"
        autoFocus
        required
        withAsterisk={false}
      />
    </Form>
  );
}

interface ResetFormProps {
  readonly email: string;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

/** Takes the code and the new password. */
export function ResetForm({ email, onDone, onBack }: ResetFormProps) {
  const { t } = useTranslation('auth');
  const reset = useMutation({
    mutationFn: (values: Record<string, string>) =>
      confirmForgotPassword(email, (values.code ?? '').trim(), values.password ?? ''),
    onSuccess: onDone,
  });
  return (
    <Form
      title={t('reset.title')}
      notice={t('reset.sent', { email })}
      error={reset.error}
      busy={reset.isPending}
      submit={t('reset.submit')}
      onSubmit={(values) => reset.mutate(values)}
      onBack={onBack}
    >
      <TextInput
        name="code"
        size="md"
        label={t('reset.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        required
        withAsterisk={false}
      />
      <PasswordInput
        name="password"
        size="md"
        label={t('newPassword.field')}
        description={t('newPassword.rule')}
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ tabIndex: 0, 'aria-label': t('show') }}
      />
    </Form>
  );
}
