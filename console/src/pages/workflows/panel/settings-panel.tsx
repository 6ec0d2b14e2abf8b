import { ActionIcon, Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../../api/client.ts';
import { keys } from '../../../api/query-keys.ts';
import { FormView } from '../../../shared/form/form-view.tsx';
import { findJsonProblem } from '../../../shared/form/json.ts';
import { useForm } from '../../../shared/form/use-form.ts';
import { PlusIcon, TrashIcon } from '../../../shared/icons.tsx';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import type { FlowGlobal } from '../model/definition.ts';
import { CustomNodeConfig } from './custom-node-config.tsx';

const concurrencies = [
  { value: '', label: t('of one device one after the other, all else side by side') },
  { value: 'device', label: t('of one device one after the other') },
  { value: 'parallel', label: t('side by side') },
  { value: 'serial', label: t('one after the other') },
  { value: 'latest', label: t('the latest of what waits') },
] as const;
type Concurrency = (typeof concurrencies)[number]['value'];

/** What the workflow is called and how its runs are told apart, saved at once; and its globals, which are part of the version. */
export function SettingsPanel() {
  const { workflow, applicationId, flowId } = useEditor();
  const queryClient = useQueryClient();
  const form = useForm({
    initial: {
      name: workflow.name,
      description: workflow.description,
      concurrency: (workflow.runtime.concurrency ?? '') as Concurrency,
      timeoutSeconds: String(workflow.runtime.timeoutSeconds ?? ''),
    },
    fields: () => ({
      name: 'name',
      description: 'description',
      'runtime.concurrency': 'concurrency',
      'runtime.timeoutSeconds': 'timeoutSeconds',
    }),
    check: ({ name, timeoutSeconds }) => ({
      name: name.trim() === '' ? t('A name is needed') : undefined,
      timeoutSeconds:
        timeoutSeconds === '' || /^\d+$/.test(timeoutSeconds) ? undefined : t('A whole number of seconds, or nothing'),
    }),
    save: async ({ name, description, concurrency, timeoutSeconds }) => {
      const answer = await request('PATCH', '/applications/{applicationId}/flows/{flowId}', {
        path: { applicationId, flowId },
        body: {
          name,
          description,
          runtime: {
            ...(concurrency === '' ? {} : { concurrency }),
            ...(timeoutSeconds === '' ? {} : { timeoutSeconds: Number(timeoutSeconds) }),
          },
        },
      });
      queryClient.setQueryData(keys.workflow(applicationId, flowId), answer);
      await queryClient.invalidateQueries({ queryKey: keys.workflows(applicationId) });
    },
  });
  return (
    <Stack gap="md">
      <FormView form={form} label={t('Settings of the workflow')} submitLabel={t('Save settings')}>
        <TextInput label={t('Name')} required maxLength={255} {...form.text('name')} />
        <Textarea label={t('Description')} autosize minRows={2} maxRows={10} {...form.text('description')} />
        <NativeSelect
          label={t('Runs go')}
          data={[...concurrencies]}
          {...form.value('concurrency')}
          onChange={(event) => form.change({ concurrency: event.currentTarget.value as Concurrency })}
        />
        <TextInput
          label={t('A run may take')}
          description={t('Seconds, up to 3,600; 60 unless given.')}
          inputMode="numeric"
          {...form.text('timeoutSeconds')}
        />
      </FormView>
      <Globals />
      {workflow.flowClass === 'customNode' ? <CustomNodeConfig /> : null}
    </Stack>
  );
}

/** Values that all nodes can read; saved with the canvas. */
function Globals() {
  const { drawn, apply, isLocked } = useEditor();
  const { globals } = drawn;
  const set = (next: readonly FlowGlobal[], tag?: string) => apply((draft) => ({ ...draft, globals: next }), tag);
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={600} p={0} mb={4}>
        {t('Globals')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('Nodes read them as {{globals.name}}. They are saved with the canvas.')}
      </Text>
      {globals.map(({ key, json }, index) => {
        const problem = findJsonProblem(json);
        const isTwice = globals.some((other, at) => at < index && other.key === key);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the key itself is what is being typed
          <Group key={index} gap={4} wrap="nowrap" align="flex-start">
            <TextInput
              flex={1}
              aria-label={t('Name of global {index}', { index: index + 1 })}
              placeholder="name"
              disabled={isLocked}
              error={isTwice ? t('It is there twice') : undefined}
              value={key}
              onChange={(event) => {
                const { value } = event.currentTarget;
                set(
                  globals.map((each, at) => (at === index ? { ...each, key: value } : each)),
                  `global ${index}`,
                );
              }}
            />
            <TextInput
              flex={1}
              className="code-input"
              aria-label={t('Value of global {index} as JSON', { index: index + 1 })}
              placeholder={t('"text" or 1')}
              disabled={isLocked}
              error={problem === undefined ? undefined : t('This is no JSON')}
              value={json}
              onChange={(event) => {
                const { value } = event.currentTarget;
                set(
                  globals.map((each, at) => (at === index ? { ...each, json: value } : each)),
                  `global ${index}`,
                );
              }}
            />
            <ActionIcon
              size="lg"
              variant="subtle"
              color="gray"
              disabled={isLocked}
              aria-label={t('Remove global {index}', { index: index + 1 })}
              onClick={() => set(globals.filter((_, at) => at !== index))}
            >
              <TrashIcon size={14} />
            </ActionIcon>
          </Group>
        );
      })}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<PlusIcon size={14} />}
        disabled={isLocked || globals.length >= 100}
        onClick={() => set([...globals, { key: '', json: '""' }])}
      >
        {t('Add a global')}
      </Button>
    </Stack>
  );
}
