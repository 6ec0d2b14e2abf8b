import { Alert, Button, Code, Group, Table, Text } from '@mantine/core';
import { inSentence, t } from '../../words/words.ts';
import { CopyButton } from '../copy-button.tsx';
import { downloadText } from '../download.ts';
import { Section } from '../page.tsx';
import { mqttUrl } from './snippets.ts';
import type { Target } from './target.ts';

export interface CredentialsProps {
  readonly name: string;
  readonly target: Target;
  /** Called when the secret has been copied or saved. */
  readonly onKept: () => void;
}

/** What the device has to know, the secret among it: shown now and never again. */
export function Credentials({ name, target, onKept }: CredentialsProps) {
  const rows: readonly (readonly [string, string])[] = [
    [t('MQTT server'), mqttUrl(target)],
    [t('Client id (device id)'), target.deviceId],
    [t('User name (access key)'), target.key],
    [t('Password (access secret)'), target.secret],
    [t('Topic of its states'), `losant/${target.deviceId}/state`],
  ];
  const file = [...rows, ['REST API', target.origin], [t('Application id'), target.applicationId]]
    .map(([label, value]) => `${label}: ${value}\n`)
    .join('');
  return (
    <Section
      title={t('Its credentials')}
      padding={0}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            downloadText(`${name}-credentials.txt`, file);
            onKept();
          }}
        >
          {t('Download')}
        </Button>
      }
    >
      <Alert color="yellow" mx="md" mb="xs" p="xs">
        <Text size="sm">{t('The secret is shown only now. Copy or download it before you leave this page.')}</Text>
      </Alert>
      <Table aria-label={t('Credentials')}>
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={400}>
                {label}
              </Table.Th>
              <Table.Td>
                <Group gap="xs" justify="space-between" wrap="nowrap">
                  <Code className="foreign">{value}</Code>
                  <CopyButton
                    value={value}
                    what={inSentence(label)}
                    style={{ flexShrink: 0 }}
                    {...(value === target.secret ? { onCopied: onKept } : {})}
                  />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {isLoopback(target.host) ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          {t(
            '{host} is this machine itself. For a device elsewhere, start the server with SIGNALBOX_HOST=0.0.0.0, open the console by the machine’s address in the network, and connect the device from there.',
            { host: target.host },
          )}
        </Text>
      ) : null}
    </Section>
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
