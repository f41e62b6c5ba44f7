import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorView, StateView } from '@/ui/StateView';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <StateView icon="search" title={t('state.notFound')} detail={t('state.notFoundDetail')}>
      <Button component={Link} to="/">
        {t('state.home')}
      </Button>
    </StateView>
  );
}

export function RouteError({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  return <ErrorView error={error} onRetry={reset} />;
}
