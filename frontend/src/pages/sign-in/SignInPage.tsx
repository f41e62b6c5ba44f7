import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '@/app/i18n';
import { begin } from '@/auth/session';
import type { SignInResult } from '@/auth/cognito';
import type { Language } from '@/format/format';
import { HindiWord } from '@/ui/HindiWord';
import { Icon } from '@/ui/Icon';
import { Mark } from '@/ui/Mark';
import { ChallengeForm } from './ChallengeForm';
import { ForgotForm, ResetForm } from './ResetForms';
import { PasswordForm } from './PasswordForm';
import { START, nextStep } from './flow';
import css from './SignInPage.module.css';

/** Signing in: password, second step, first password, forgotten password. */
export function SignInPage() {
  const { t, i18n } = useTranslation('auth');
  const { t: tc } = useTranslation();
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const [step, send] = useReducer(nextStep, START);
  const keep = useRef(true);
  useEffect(() => {
    document.title = `${t('title')} · ${tc('brand')}`;
  }, [t, tc]);
  const settle = (result: SignInResult, email: string) => {
    if (result.kind === 'challenge') return send({ type: 'answered', result, email });
    begin(result.tokens, keep.current);
    return void navigate({ href: next ?? '/', replace: true });
  };
  return (
    <div className={css.page}>
      <Pitch />
      <main className={css.side}>
        <div className={css.language}>
          <SegmentedControl
            size="xs"
            aria-label={tc('account.language')}
            value={i18n.language}
            onChange={(value) => void changeLanguage(value as Language)}
            data={[
              { value: 'en', label: 'English' },
              { value: 'hi', label: <HindiWord /> },
            ]}
          />
        </div>
        <div className={css.form}>
          {step.name === 'password' && (
            <PasswordForm
              email={step.email}
              notice={step.notice && t('reset.done')}
              onKeep={(value) => (keep.current = value)}
              onResult={settle}
              onForgot={(email) => send({ type: 'forgot', email })}
            />
          )}
          {step.name === 'challenge' && (
            <ChallengeForm step={step} onResult={(result) => settle(result, step.email)} onBack={() => send({ type: 'back' })} />
          )}
          {step.name === 'forgot' && (
            <ForgotForm
              email={step.email}
              onSent={(email) => send({ type: 'code-sent', email })}
              onBack={() => send({ type: 'back' })}
            />
          )}
          {step.name === 'reset' && (
            <ResetForm email={step.email} onDone={() => send({ type: 'reset-done' })} onBack={() => send({ type: 'back' })} />
          )}
        </div>
      </main>
    </div>
  );
}

const POINTS = ['forecast', 'decide', 'file'] as const;

function Pitch() {
  const { t } = useTranslation('auth');
  const { t: tc } = useTranslation();
  return (
    <section className={css.pitch} aria-label={tc('brand')}>
      <div className={css.brand}>
        <Mark size={40} tile="rgb(255 255 255 / 14%)" />
        <strong>{tc('brand')}</strong>
      </div>
      <p className={css.lead}>{t('lead')}</p>
      <ul className={css.points}>
        {POINTS.map((point) => (
          <li key={point}>
            <Icon name="check" size={18} />
            {t(`points.${point}`)}
          </li>
        ))}
      </ul>
      <svg className={css.art} viewBox="0 0 600 220" preserveAspectRatio="none" aria-hidden="true">
        <path
          d="M340 128 C380 104 410 118 450 92 S540 40 600 34 L600 150 C560 144 520 150 470 150 S390 150 340 128Z"
          fill="#f3b53f"
          opacity="0.22"
        />
        <path
          d="M0 176 C40 168 60 120 100 132 S170 184 210 160 S290 96 340 128"
          fill="none"
          stroke="#fff"
          strokeWidth="3"
          vectorEffect="non-scaling-stroke"
        />
        <path
          d="M340 128 C390 112 420 132 470 116 S550 84 600 88"
          fill="none"
          stroke="#f3b53f"
          strokeWidth="3"
          strokeDasharray="7 7"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </section>
  );
}
