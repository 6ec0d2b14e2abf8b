import { Alert, Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import { ApiError, describeError } from '../../api/errors.ts';
import { Section } from '../../shared/page.tsx';

interface Outcome {
  readonly field?: 'topic' | 'message';
  readonly text: string;
}

/** Publishes a message on a topic of the application, and keeps what was typed for the next one. */
export function PublishForm({ applicationId }: { applicationId: string }) {
  const [topic, setTopic] = useState('');
  const [format, setFormat] = useState('json');
  const [message, setMessage] = useState('');
  const [failure, setFailure] = useState<Outcome>();
  const [sent, setSent] = useState('');
  const [busy, setBusy] = useState(false);

  const publish = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    setSent('');
    const problem = format === 'json' ? findJsonProblem(message) : undefined;
    if (problem !== undefined) return setFailure({ field: 'message', text: problem });
    setBusy(true);
    try {
      await call('POST', `/applications/${applicationId}/mqttPublishMessage`, { body: { topic, message } });
      setSent(`Published on ${topic}.`);
    } catch (error) {
      const text = describeError(error);
      // The API's messages begin with the field that they speak of.
      const field = error instanceof ApiError ? /^(topic|message) /.exec(text)?.[1] : undefined;
      setFailure({ text, ...(field === undefined ? {} : { field: field as 'topic' | 'message' }) });
    } finally {
      setBusy(false);
    }
  };

  const errorOf = (field: 'topic' | 'message') => (failure?.field === field ? failure.text : undefined);
  return (
    <Section title="Publish a message">
      <form onSubmit={publish} aria-label="Publish a message">
        <Stack gap="sm">
          <Group gap="sm" align="flex-start">
            <TextInput
              label="Topic"
              placeholder="plant/line1/speed"
              required
              maxLength={230}
              spellCheck={false}
              flex={1}
              miw={200}
              value={topic}
              error={errorOf('topic')}
              onChange={(event) => setTopic(event.currentTarget.value)}
            />
            <NativeSelect
              label="Payload is"
              data={[
                { value: 'json', label: 'JSON' },
                { value: 'text', label: 'text' },
              ]}
              value={format}
              onChange={(event) => setFormat(event.currentTarget.value)}
            />
          </Group>
          <Textarea
            label="Payload"
            placeholder={format === 'json' ? '{"speed": 3}' : 'Any text'}
            rows={3}
            maxLength={32_767}
            spellCheck={false}
            value={message}
            error={errorOf('message')}
            onChange={(event) => setMessage(event.currentTarget.value)}
          />
          {failure === undefined || failure.field !== undefined ? null : (
            <Alert color="red" role="alert" className="foreign">
              {failure.text}
            </Alert>
          )}
          <Group gap="sm">
            <Button type="submit" loading={busy}>
              Publish
            </Button>
            <span role="status" className="foreign">
              {sent}
            </span>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function findJsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Not JSON: ${reason}. Choose text to publish it as it is.`;
  }
}
