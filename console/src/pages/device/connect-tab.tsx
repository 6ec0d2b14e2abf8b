import { Anchor, Button, Code, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { deviceQuery } from '../../api/queries/devices.ts';
import { serverQuery } from '../../api/queries/server.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import { Credentials } from '../../shared/connect/credentials.tsx';
import { SnippetTabs } from '../../shared/connect/snippet-tabs.tsx';
import { mqttUrl } from '../../shared/connect/snippets.ts';
import { makeTarget, secretWords, type Target } from '../../shared/connect/target.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { useUnsaved } from '../../shared/form/unsaved.ts';
import { Section } from '../../shared/page.tsx';
import { Failure, QueryView } from '../../shared/states.tsx';
import { tx } from '../../words/rich.ts';
import { inSentence, t } from '../../words/words.ts';
import type { HistoryProps } from './history-table.tsx';

/** How a device that is there connects: where to, as whom, and snippets; its secret once a key has been made for it. */
export function ConnectTab({ applicationId, deviceId }: HistoryProps) {
  const device = useQuery(deviceQuery(applicationId, deviceId));
  return <QueryView query={device}>{(found) => <Connect applicationId={applicationId} device={found} />}</QueryView>;
}

function Connect({ applicationId, device }: { applicationId: string; device: Device }) {
  const queryClient = useQueryClient();
  const server = useQuery(serverQuery);
  const [kept, setKept] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      request('POST', '/applications/{applicationId}/keys', {
        path: { applicationId },
        body: { description: t('Made for {name}', { name: device.name }).slice(0, 255), deviceIds: [device.id] },
      }),
    onSuccess: () => {
      setKept(false);
      return queryClient.invalidateQueries({ queryKey: keys.accessKeys(applicationId) });
    },
    gcTime: 0,
  });
  const made = make.data;
  useUnsaved(made !== undefined && !kept, secretWords);
  return (
    <QueryView query={server}>
      {({ mqtt }) => {
        const { key = 'ACCESS_KEY', secret = 'ACCESS_SECRET' } = made ?? {};
        const target = makeTarget(device, { applicationId, mqtt, key, secret });
        return (
          <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
            <SnippetTabs target={target} onCopied={() => setKept(true)} />
            {made === undefined ? (
              <Section title={t('Its credentials')}>
                <Stack gap="sm" align="flex-start">
                  <Place target={target} />
                  {device.deviceClass === 'peripheral' ? (
                    <Text size="sm">{t('A peripheral has no connection of its own: its gateway reports for it.')}</Text>
                  ) : null}
                  <Text size="sm">
                    {tx(
                      'It logs in with an {accessKey} of the application, whose secret is shown only when it is made.',
                      {
                        accessKey: (
                          <Anchor component={Link} to={`/applications/${applicationId}/keys`}>
                            {t('access key')}
                          </Anchor>
                        ),
                      },
                    )}
                  </Text>
                  <Button loading={make.isPending} onClick={() => make.mutate()}>
                    {t('Make an access key for this device')}
                  </Button>
                  {make.error === null ? null : <Failure error={make.error} />}
                </Stack>
              </Section>
            ) : (
              <Credentials name={device.name} target={target} onKept={() => setKept(true)} />
            )}
          </SimpleGrid>
        );
      }}
    </QueryView>
  );
}

/** Where the device connects, and as whom, without a secret. */
function Place({ target }: { target: Target }) {
  const { deviceId } = target;
  const rows = [
    [t('MQTT server'), mqttUrl(target)],
    [t('Client id (device id)'), deviceId],
    [t('Topic of its states'), `losant/${deviceId}/state`],
    [t('Topic of its commands'), `losant/${deviceId}/command`],
  ] as const;
  return (
    <Table aria-label={t('Where it connects')}>
      <Table.Tbody>
        {rows.map(([label, value]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" fw={400}>
              {label}
            </Table.Th>
            <Table.Td>
              <Code className="foreign">{value}</Code>
            </Table.Td>
            <Table.Td ta="right">
              <CopyButton value={value} what={inSentence(label)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
