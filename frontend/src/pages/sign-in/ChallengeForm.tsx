import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerChallenge, type SignInResult } from '@/auth/cognito';
import { Form } from './Form';
import type { Step } from './flow';

interface ChallengeFormProps {
  readonly step: Extract<Step, { name: 'challenge' }>;
  readonly onResult: (result: SignInResult) => void;
  readonly onBack: () => void;
}

/** What the user pool asks after the password: a first own password, or an authenticator code. */
export function ChallengeForm({ step, onResult, onBack }: ChallengeFormProps) {
  const { t } = useTranslation('auth');
  const answer = useMutation({
    mutationFn: (values: Record<string, string>) =>
      answerChallenge(step.challenge, step.session, step.user, (values.answer ?? '').trim()),
    onSuccess: onResult,
  });
  const texts = step.challenge === 'NEW_PASSWORD_REQUIRED' ? 'newPassword' : 'totp';
  return (
    <Form
      key={step.challenge}
      title={t(`${texts}.title`)}
      lead={t(`${texts}.lead`)}
      error={answer.error}
      busy={answer.isPending}
      submit={t(`${texts}.submit`)}
      onSubmit={(values) => answer.mutate(values)}
      onBack={onBack}
    >
      {texts === 'newPassword' ? (
        <>
          <input type="hidden" name="username" autoComplete="username" value={step.email} readOnly />
          <PasswordInput
            name="answer"
            size="md"
            label={t('newPassword.field')}
            description={t('newPassword.rule')}
            autoComplete="new-password"
            autoFocus
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ tabIndex: 0, 'aria-label': t('show') }}
          />
        </>
      ) : (
        <TextInput
          name="answer"
          size="md"
          label={t('totp.field')}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="\s*[0-9]{6}\s*"
          autoFocus
          required
          withAsterisk={false}
        />
      )}
    </Form>
  );
}
