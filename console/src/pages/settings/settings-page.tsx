import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { applicationQuery } from '../../api/queries/applications.ts';
import { Page } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CopyApplication } from './copy-application.tsx';
import { DeleteApplication } from './delete-application.tsx';
import { GeneralSettings } from './general-settings.tsx';
import { GlobalsEditor } from './globals-editor.tsx';
import { Limits } from './limits.tsx';
import { OwnerSection } from './owner-section.tsx';

/** What an application is called, whose it is, how long it keeps its data, its globals, its limits, and its end. */
export function SettingsPage() {
  const { applicationId } = useIds();
  const application = useQuery(applicationQuery(applicationId));
  return (
    <Page title={t('Settings')}>
      <QueryView query={application}>
        {(found) => (
          <Stack gap="md" key={found.id}>
            <GeneralSettings application={found} />
            <OwnerSection application={found} />
            <GlobalsEditor application={found} />
            <Limits applicationId={found.id} />
            <CopyApplication application={found} />
            <DeleteApplication application={found} />
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}
