import { Group, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { findJsonProblem } from '../../shared/form/json.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';

/** Publishes a message on a topic of the application, and keeps what was typed for the next one. */
export function PublishForm({ applicationId }: { applicationId: string }) {
  const [published, setPublished] = useState('');
  const form = useForm({
    initial: { topic: '', format: 'json', message: '' },
    keepsInput: true,
    asks: false,
    check: ({ format, message }) => {
      const problem = format === 'json' ? findJsonProblem(message) : undefined;
      return {
        message: problem === undefined ? undefined : t('{problem}. Choose text to publish it as it is.', { problem }),
      };
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
    <Section title={t('Publish a message')}>
      <FormView
        form={form}
        label={t('Publish a message')}
        submitLabel={t('Publish')}
        savedText={t('Published on {published}.', { published })}
      >
        <Group gap="sm" align="flex-start">
          <TextInput
            label={t('Topic')}
            placeholder="plant/line1/speed"
            required
            maxLength={230}
            spellCheck={false}
            flex={1}
            miw={200}
            {...form.text('topic')}
          />
          <NativeSelect
            label={t('Payload is')}
            data={[
              { value: 'json', label: 'JSON' },
              { value: 'text', label: t('text') },
            ]}
            {...form.text('format')}
          />
        </Group>
        <Textarea
          label={t('Payload')}
          placeholder={form.values.format === 'json' ? '{"speed": 3}' : t('Any text')}
          rows={3}
          maxLength={32_767}
          spellCheck={false}
          {...form.text('message')}
        />
      </FormView>
    </Section>
  );
}
