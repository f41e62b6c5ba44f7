import { Button, SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '@/app/i18n';
import { signOut } from '@/auth/session';
import type { Language } from '@/format/format';
import { HindiWord } from '@/ui/HindiWord';
import { Icon } from '@/ui/Icon';
import { toast } from '@/ui/toasts';
import css from './AccountPanel.module.css';

const SCHEMES: readonly { value: MantineColorScheme; icon: 'sun' | 'moon' | 'auto' }[] = [
  { value: 'light', icon: 'sun' },
  { value: 'dark', icon: 'moon' },
  { value: 'auto', icon: 'auto' },
];

/** Appearance, language, two-step sign-in and the ways out. */
export function AccountPanel({ onSecurity }: { readonly onSecurity: () => void }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const everywhere = () =>
    signOut(true).then(
      () => toast(t('account.everywhereDone'), { tone: 'good' }),
      () => toast(t('account.everywhereFailed'), { tone: 'bad' }),
    );
  return (
    <div className={css.panel}>
      <div className={css.row}>
        <span id="appearance-label">{t('account.appearance')}</span>
        <SegmentedControl
          fullWidth
          aria-labelledby="appearance-label"
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
          data={SCHEMES.map(({ value, icon }) => ({
            value,
            label: (
              <span className={css.option}>
                <Icon name={icon} size={16} />
                {t(`account.${value}`)}
              </span>
            ),
          }))}
        />
      </div>
      <div className={css.row}>
        <span id="language-label">{t('account.language')}</span>
        <SegmentedControl
          fullWidth
          aria-labelledby="language-label"
          value={i18n.language}
          onChange={(value) => void changeLanguage(value as Language)}
          data={[
            { value: 'en', label: 'English' },
            { value: 'hi', label: <HindiWord /> },
          ]}
        />
      </div>
      <Button variant="default" justify="flex-start" leftSection={<Icon name="lock" size={18} />} onClick={onSecurity}>
        {t('account.security')}
      </Button>
      <div className={css.out}>
        <Button variant="light" onClick={() => void signOut(false)}>
          {t('account.signOut')}
        </Button>
        <Button variant="subtle" onClick={() => void everywhere()}>
          {t('account.signOutEverywhere')}
        </Button>
      </div>
    </div>
  );
}
