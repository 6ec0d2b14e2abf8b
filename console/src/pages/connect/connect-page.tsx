import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serverQuery } from '../../api/queries/server.ts';
import { Page } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { type Connectable, ConnectForm } from './connect-form.tsx';
import { Credentials } from './credentials.tsx';
import { FirstMessage } from './first-message.tsx';
import { SnippetTabs } from './snippet-tabs.tsx';
import type { Target } from './target.ts';

/** From nothing to a device that reports: makes it, shows how to connect it, waits until it has been heard. */
export function ConnectPage() {
  const { applicationId } = useIds();
  const [made, setMade] = useState<Connectable>();
  const server = useQuery(serverQuery);
  return (
    <Page
      title="Connect a device"
      description={
        made === undefined
          ? 'Make a device and its access key, then paste a snippet and watch it arrive.'
          : made.device.name
      }
    >
      {made === undefined ? (
        <ConnectForm applicationId={applicationId} onMade={setMade} />
      ) : (
        <QueryView query={server}>
          {({ mqtt }) => {
            const target: Target = {
              origin: window.location.origin,
              host: window.location.hostname.replace(/^\[|\]$/g, ''),
              mqttPort: mqtt?.port ?? 1883,
              tls: mqtt?.tls ?? false,
              applicationId,
              deviceId: made.device.id,
              key: made.key,
              secret: made.secret,
              attributes: made.device.attributes ?? [],
            };
            return (
              <Stack gap="md">
                <FirstMessage
                  key={made.device.id}
                  applicationId={applicationId}
                  device={made.device}
                  onAgain={() => setMade(undefined)}
                />
                <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
                  <SnippetTabs target={target} />
                  <Credentials name={made.device.name} target={target} />
                </SimpleGrid>
              </Stack>
            );
          }}
        </QueryView>
      )}
    </Page>
  );
}
