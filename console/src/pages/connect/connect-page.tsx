import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { serverQuery } from '../../api/queries/server.ts';
import { Credentials } from '../../shared/connect/credentials.tsx';
import { SnippetTabs } from '../../shared/connect/snippet-tabs.tsx';
import { makeTarget, secretWords } from '../../shared/connect/target.ts';
import { useUnsaved } from '../../shared/form/unsaved.ts';
import { Page } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { type Connectable, ConnectForm } from './connect-form.tsx';
import { FirstMessage } from './first-message.tsx';

/** From nothing to a device that reports: makes it, shows how to connect it, waits until it has been heard. */
export function ConnectPage() {
  const { applicationId } = useIds();
  const [made, setMade] = useState<Connectable>();
  const [kept, setKept] = useState(false);
  const server = useQuery(serverQuery);
  useUnsaved(made !== undefined && !kept, secretWords);
  const keep = useCallback(() => setKept(true), []);
  return (
    <Page
      title={t('Connect a device')}
      description={
        made === undefined
          ? t(
              'Make a device and its access key, then paste a snippet and watch it arrive. One that is there already has a tab Connect on its page.',
            )
          : made.device.name
      }
    >
      {made === undefined ? (
        <ConnectForm applicationId={applicationId} onMade={setMade} />
      ) : (
        <QueryView query={server}>
          {({ mqtt }) => {
            const { device, key, secret } = made;
            const target = makeTarget(device, { applicationId, mqtt, key, secret });
            return (
              <Stack gap="md">
                <FirstMessage
                  key={made.device.id}
                  applicationId={applicationId}
                  device={made.device}
                  onHeard={keep}
                  onAgain={() => {
                    setMade(undefined);
                    setKept(false);
                  }}
                />
                <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
                  <SnippetTabs target={target} onCopied={keep} />
                  <Credentials name={made.device.name} target={target} onKept={keep} />
                </SimpleGrid>
              </Stack>
            );
          }}
        </QueryView>
      )}
    </Page>
  );
}
