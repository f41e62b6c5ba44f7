import { Button, MantineProvider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StateView } from '@/ui/StateView';
import { cssVariables, theme } from './theme';

/** Shown when the server did not even answer with its configuration. */
export function StartFailed() {
  const { t } = useTranslation();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <main>
        <StateView role="alert" icon="cloudOff" title={t('state.startFailed')} detail={t('state.startFailedDetail')}>
          <Button onClick={() => window.location.reload()}>{t('state.reload')}</Button>
        </StateView>
      </main>
    </MantineProvider>
  );
}
