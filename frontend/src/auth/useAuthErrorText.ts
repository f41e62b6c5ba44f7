import { useTranslation } from 'react-i18next';
import { AuthError } from './cognito';

const KNOWN = [
  'NotAuthorizedException',
  'UserNotFoundException',
  'CodeMismatchException',
  'EnableSoftwareTokenMFAException',
  'ExpiredCodeException',
  'InvalidPasswordException',
  'LimitExceededException',
  'TooManyRequestsException',
  'PasswordResetRequiredException',
  'UserNotConfirmedException',
  'UnsupportedChallenge',
  'offline',
] as const;

/** Puts a refusal of the user pool into words. */
export function useAuthErrorText(): (error: unknown) => string {
  const { t } = useTranslation('auth');
  return (error) => {
    const code = error instanceof AuthError ? error.code : 'other';
    return t(`error.${KNOWN.find((each) => each === code) ?? 'other'}`);
  };
}
