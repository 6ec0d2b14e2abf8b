import { Group, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { findJsonProblem } from '../../shared/form/json.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';

/** Publishes a message on a topic of the application, and keeps what was typed for the next one. */
export function PublishForm({ applicationId }: { applicationId: string }) {
  const [published, setPublished] = useState('');
  const form = useForm({
    initial: { topic: '', format: 'json', message: '' },
    keepsInput: true,
    asks: false,
    check: ({ format, message }) => {
      const problem = format === 'json' ? findJsonProblem(message) : undefined;
      return { message: problem === undefined ? undefined : `${problem}. Choose text to publish it as it is.` };
    },
    save: async ({ topic, message }) => {
      await request('POST', '/applications/{applicationId}/mqttPublishMessage', {
        path: { applicationId },
        body: { topic, message },
      });
      setPublished(topic);
    },
  });
  return (
    <Section title="Publish a message">
      <FormView form={form} label="Publish a message" submitLabel="Publish" savedText={`Published on ${published}.`}>
        <Group gap="sm" align="flex-start">
          <TextInput
            label="Topic"
            placeholder="plant/line1/speed"
            required
            maxLength={230}
            spellCheck={false}
            flex={1}
            miw={200}
            {...form.text('topic')}
          />
          <NativeSelect
            label="Payload is"
            data={[
              { value: 'json', label: 'JSON' },
              { value: 'text', label: 'text' },
            ]}
            {...form.text('format')}
          />
        </Group>
        <Textarea
          label="Payload"
          placeholder={form.values.format === 'json' ? '{"speed": 3}' : 'Any text'}
          rows={3}
          maxLength={32_767}
          spellCheck={false}
          {...form.text('message')}
        />
      </FormView>
    </Section>
  );
}
