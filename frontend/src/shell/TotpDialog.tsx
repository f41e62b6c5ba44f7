import { Button, Loader, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import qrcode from 'qrcode-generator';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { associateTotp, disableTotp, enableTotp, totpEnabled } from '@/auth/cognito';
import { useAuthErrorText } from '@/auth/useAuthErrorText';
import { useSession } from '@/auth/session';
import { Dialog } from '@/ui/Dialog';
import { toast } from '@/ui/toasts';
import css from './TotpDialog.module.css';

/** Turns two-step sign-in with an authenticator app on or off. */
export function TotpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('auth');
  const { t: tc } = useTranslation();
  const token = useSession()?.tokens.accessToken ?? '';
  const state = useQuery({ queryKey: ['totp'], queryFn: () => totpEnabled(token) });
  return (
    <Dialog title={t('setup.title')} onClose={onClose}>
      {state.isPending && <Loader aria-label={tc('state.loading')} />}
      {state.data === true && <TurnOff token={token} onClose={onClose} />}
      {state.data === false && <TurnOn token={token} onClose={onClose} />}
    </Dialog>
  );
}

interface StepProps {
  readonly token: string;
  readonly onClose: () => void;
}

function TurnOff({ token, onClose }: StepProps) {
  const { t } = useTranslation('auth');
  const queries = useQueryClient();
  const off = useMutation({
    mutationFn: () => disableTotp(token),
    onSuccess: () => {
      toast(t('setup.disabled'), { tone: 'good' });
      void queries.invalidateQueries({ queryKey: ['totp'] });
      onClose();
    },
  });
  return (
    <div className={css.body}>
      <p>{t('setup.on')}</p>
      <Button color="red" variant="light" loading={off.isPending} onClick={() => off.mutate()}>
        {t('setup.turnOff')}
      </Button>
    </div>
  );
}

function TurnOn({ token, onClose }: StepProps) {
  const { t } = useTranslation('auth');
  const secret = useMutation({ mutationFn: () => associateTotp(token) });
  if (!secret.data) {
    return (
      <div className={css.body}>
        <p>{t('setup.off')}</p>
        <Button autoFocus loading={secret.isPending} onClick={() => secret.mutate()}>
          {t('setup.start')}
        </Button>
      </div>
    );
  }
  return <Confirm token={token} secret={secret.data} onClose={onClose} />;
}

function Confirm({ token, secret, onClose }: StepProps & { readonly secret: string }) {
  const { t } = useTranslation('auth');
  const queries = useQueryClient();
  const email = useSession()?.claims.email ?? '';
  const [code, setCode] = useState('');
  const errorText = useAuthErrorText();
  const enable = useMutation({
    mutationFn: () => enableTotp(token, code.trim()),
    onSuccess: () => {
      toast(t('setup.enabled'), { tone: 'good' });
      void queries.invalidateQueries({ queryKey: ['totp'] });
      onClose();
    },
  });
  return (
    <form
      className={css.body}
      onSubmit={(event) => {
        event.preventDefault();
        enable.mutate();
      }}
    >
      <p>{t('setup.scan')}</p>
      <QrCode text={`otpauth://totp/SmartRetail:${encodeURIComponent(email)}?secret=${secret}&issuer=SmartRetail`} />
      <TextInput label={t('setup.key')} value={secret} readOnly onFocus={(event) => event.currentTarget.select()} />
      <TextInput
        autoFocus
        label={t('totp.field')}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        error={enable.error && errorText(enable.error)}
      />
      <Button type="submit" disabled={code.trim().length < 6} loading={enable.isPending}>
        {t('setup.verify')}
      </Button>
    </form>
  );
}

function QrCode({ text }: { readonly text: string }) {
  const { t } = useTranslation('auth');
  const path = useMemo(() => {
    const code = qrcode(0, 'M');
    code.addData(text);
    code.make();
    const size = code.getModuleCount();
    const cells = Array.from({ length: size * size }, (_, index) => [index % size, Math.floor(index / size)] as const);
    const drawn = cells.filter(([x, y]) => code.isDark(y, x)).map(([x, y]) => `M${x} ${y}h1v1h-1z`);
    return { size, d: drawn.join('') };
  }, [text]);
  return (
    <svg className={css.qr} viewBox={`-3 -3 ${path.size + 6} ${path.size + 6}`} role="img" aria-label={t('setup.qr')}>
      <path d={path.d} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
