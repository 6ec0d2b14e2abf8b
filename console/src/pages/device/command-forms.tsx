import { NativeSelect, Paper, SimpleGrid, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { CommandForm, Device } from '../../api/types.ts';
import { checkValues, isSwitch, startValues, toPayload } from '../../shared/devices/command-draft.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';

/** A form for each command that the device is said to understand; nothing without any. */
export function CommandForms({ applicationId, device }: { applicationId: string; device: Device }) {
  const { commandForms = [] } = device;
  if (commandForms.length === 0) return null;
  return (
    <Section title={t('Commands')}>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {commandForms.map((form) => (
          // A form that was changed begins anew: its fields may be others.
          <OneCommand key={JSON.stringify(form)} applicationId={applicationId} deviceId={device.id} command={form} />
        ))}
      </SimpleGrid>
    </Section>
  );
}

interface OneCommandProps {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly command: CommandForm;
}

function OneCommand({ applicationId, deviceId, command }: OneCommandProps) {
  const queryClient = useQueryClient();
  const { name, description, fields = [] } = command;
  const form = useForm({
    initial: startValues(command),
    fields: [],
    keepsInput: true,
    asks: false,
    check: (values) => checkValues(command, values),
    save: async (values) => {
      const payload = toPayload(command, values);
      await request('POST', '/applications/{applicationId}/devices/{deviceId}/command', {
        path: { applicationId, deviceId },
        body: { name, ...(payload === undefined ? {} : { payload }) },
      });
      await queryClient.invalidateQueries({ queryKey: keys.commandHistory(applicationId, deviceId) });
    },
  });
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={name}>
      <Stack gap="sm">
        <Title order={3} size="h5" className="foreign">
          {name}
        </Title>
        {description ? (
          <Text size="sm" c="dimmed" className="foreign">
            {description}
          </Text>
        ) : null}
        <FormView
          form={form}
          label={t('Send {command}', { command: name })}
          submitLabel={t('Send')}
          savedText={t('Sent.')}
          noValidate
        >
          {fields.map((field) => {
            const { value, error, onChange } = form.value(field.name);
            const label = field.label ?? field.name;
            const withUnit = field.unit ? `${label} (${field.unit})` : label;
            const isRequired = field.required ?? false;
            if (isSwitch(field)) {
              return (
                <Switch
                  key={field.name}
                  label={withUnit}
                  checked={value === true}
                  onChange={(event) => onChange(event.currentTarget.checked)}
                />
              );
            }
            const shared = {
              label: withUnit,
              required: isRequired,
              value: String(value),
              error,
              onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
                onChange(event.currentTarget.value),
            };
            if (field.choices || field.dataType === 'boolean') {
              const choices = (field.choices ?? [true, false]).map(String);
              const hasStart = field.default !== undefined;
              return (
                <NativeSelect
                  key={field.name}
                  data={isRequired && hasStart ? choices : [{ value: '', label: '–' }, ...choices]}
                  {...shared}
                />
              );
            }
            return (
              <TextInput
                key={field.name}
                {...(field.dataType === 'number' ? { inputMode: 'decimal' as const, placeholder: rangeOf(field) } : {})}
                {...shared}
              />
            );
          })}
        </FormView>
      </Stack>
    </Paper>
  );
}

/** "0 to 100": what a number may be, as far as that is said. */
function rangeOf({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return t('{min} to {max}', { min, max });
  if (min !== undefined) return t('{min} or more', { min });
  return max === undefined ? '' : t('{max} or less', { max });
}
