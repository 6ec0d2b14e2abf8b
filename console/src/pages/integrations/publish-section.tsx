import { Group, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import type { Integration } from './queries.ts';

/** Publishes a message through the integration to try it out, and keeps what was typed for the next one. */
export function PublishSection({ applicationId, integration }: { applicationId: string; integration: Integration }) {
  const [state, setState] = useState('');
  const isMqtt = integration.integrationType === 'mqtt';
  const form = useForm({
    initial: { topic: '', payload: '', qos: '0', retain: false },
    keepsInput: true,
    asks: false,
    save: async ({ topic, payload, qos, retain }) => {
      const result = await request('POST', '/applications/{applicationId}/integrations/{integrationId}/publish', {
        path: { applicationId, integrationId: integration.id },
        body: { topic, payload, ...(isMqtt ? { qos: Number(qos) as 0 | 1 | 2, retain } : {}) },
      });
      setState(result.state);
    },
  });
  return (
    <Section title={t('Publish a test message')}>
      <FormView
        form={form}
        label={t('Publish a test message')}
        submitLabel={t('Publish')}
        savedText={state === 'queued' ? t('It waits for the connection.') : t('The other side has it.')}
        disabled={!integration.enabled}
      >
        <Group gap="sm" align="flex-start">
          <TextInput
            label={integration.integrationType === 'particle' ? t('Event') : t('Topic')}
            required
            maxLength={1024}
            spellCheck={false}
            flex={1}
            miw={200}
            {...form.text('topic')}
          />
          {isMqtt ? (
            <NativeSelect
              label={t('QoS')}
              data={[
                { value: '0', label: t('0: at most once') },
                { value: '1', label: t('1: at least once') },
                { value: '2', label: t('2: exactly once') },
              ]}
              {...form.text('qos')}
            />
          ) : null}
        </Group>
        <Textarea label={t('Payload')} rows={3} spellCheck={false} {...form.text('payload')} />
        {isMqtt ? (
          <Switch
            label={t('Retain')}
            description={t('The broker keeps it for whoever subscribes later.')}
            {...form.checked('retain')}
          />
        ) : null}
      </FormView>
    </Section>
  );
}
