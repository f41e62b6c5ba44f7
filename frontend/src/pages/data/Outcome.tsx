import { Alert, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { Icon } from '@/ui/Icon';
import { Transfers } from './sending/Transfers';
import { useProblemText } from './useProblemText';

/** What has become of the file, and what to do next. */
export function Outcome({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const problemText = useProblemText();
  if (upload.state === 'failed') {
    const problem = upload.problem && problemText(upload.problem);
    return (
      <Alert color="red" role="alert" title={problem?.title ?? t('state.failed')} icon={<Icon name="alert" />}>
        <p>{problem?.detail}</p>
        <Again upload={upload} />
      </Alert>
    );
  }
  if (upload.state === 'awaiting_upload') {
    return (
      <>
        <Transfers only={upload.upload_id} />
        <Alert icon={<Icon name="clock" />}>
          <p>{t('detail.expired')}</p>
          <Again upload={upload} />
        </Alert>
      </>
    );
  }
  if (upload.state === 'deleting') {
    return <Alert icon={<Icon name="trash" />} title={t('state.deleting')}>{t('delete.running')}</Alert>;
  }
  if (upload.state === 'curated') {
    return (
      <Alert color="green" icon={<Icon name="check" />} title={t('state.curated')}>
        <p>{t('detail.next')}</p>
        <Button component={Link} to="/" size="xs" variant="default" mt="xs">
          {t('detail.toToday')}
        </Button>
      </Alert>
    );
  }
  return null;
}

function Again({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  return (
    <Button component={Link} to="/data" search={{ table: upload.table } as never} size="xs" variant="default" mt="xs">
      {t('detail.retryTitle')}
    </Button>
  );
}
