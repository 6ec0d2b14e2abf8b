import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../../words/words.ts';
import { PlugIcon } from '../icons.tsx';

/** Leads to the page that makes a device and shows how it connects. */
export function ConnectLink({ applicationId }: { applicationId: string }) {
  return (
    <Button component={Link} to={`/applications/${applicationId}/connect`} leftSection={<PlugIcon size={16} />}>
      {t('Connect a device')}
    </Button>
  );
}
