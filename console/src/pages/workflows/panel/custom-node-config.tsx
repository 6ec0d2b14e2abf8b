import { ActionIcon, Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { PlusIcon, TrashIcon } from '../../../shared/icons.tsx';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';

/** An input, as the API has it; what this form does not know stays as it is. */
interface Field {
  readonly type: string;
  readonly id?: string;
  readonly label?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly defaultValue?: unknown;
  readonly options?: readonly unknown[];
}

const fieldTypes = [
  { value: 'stringTemplate', label: t('text, a template') },
  { value: 'numberTemplate', label: t('number, a template') },
  { value: 'jsonTemplate', label: t('JSON, a template') },
  { value: 'payloadPath', label: t('path in the payload') },
  { value: 'select', label: t('one of several') },
  { value: 'checkbox', label: t('yes or no') },
  { value: 'section', label: t('a heading') },
];
const resultModes = [
  { value: 'optional', label: t('may be kept') },
  { value: 'required', label: t('must be kept') },
  { value: 'none', label: t('there is none') },
];
const mostFields = 100;

/** What a custom node asks of who uses it, and what it gives back; part of the version, and saved with the canvas. */
export function CustomNodeConfig() {
  const { drawn, apply, isLocked } = useEditor();
  const config = (drawn.customNodeConfig ?? {}) as { outputCount?: number; resultMode?: string; fields?: unknown };
  const fields = (Array.isArray(config.fields) ? config.fields : []) as readonly Field[];
  const change = (next: object, tag: string) =>
    apply((draft) => ({ ...draft, customNodeConfig: { ...draft.customNodeConfig, ...next } }), tag);
  const setField = (index: number, next: Field, tag: string) =>
    change({ fields: fields.map((each, at) => (at === index ? next : each)) }, `field ${index} ${tag}`);
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={600} p={0} mb={4}>
        {t('Inputs and outputs of the custom node')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('Its nodes read the inputs as {{data.id}}. They are saved with the canvas.')}
      </Text>
      <Group grow>
        <NativeSelect
          label={t('Outputs')}
          disabled={isLocked}
          value={String(config.outputCount ?? 1)}
          data={['1', '2']}
          onChange={(event) => change({ outputCount: Number(event.currentTarget.value) }, 'outputCount')}
        />
        <NativeSelect
          label={t('Its result')}
          disabled={isLocked}
          value={config.resultMode ?? 'optional'}
          data={resultModes}
          onChange={(event) => change({ resultMode: event.currentTarget.value }, 'resultMode')}
        />
      </Group>
      {fields.map((field, index) => (
        <FieldForm
          // biome-ignore lint/suspicious/noArrayIndexKey: the id itself is what is being typed
          key={index}
          field={field}
          name={`input ${index + 1}`}
          isTwice={field.id !== undefined && fields.some((other, at) => at < index && other.id === field.id)}
          isLocked={isLocked}
          onChange={(next, tag) => setField(index, { ...field, ...next }, tag)}
          onRemove={() => change({ fields: fields.filter((_, at) => at !== index) }, `remove ${index}`)}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<PlusIcon size={14} />}
        disabled={isLocked || fields.length >= mostFields}
        onClick={() =>
          change(
            { fields: [...fields, { type: 'stringTemplate', id: nextId(fields), label: '', required: false }] },
            `add ${fields.length}`,
          )
        }
      >
        {t('Add an input')}
      </Button>
    </Stack>
  );
}

function FieldForm({
  field,
  name,
  isTwice,
  isLocked,
  onChange,
  onRemove,
}: {
  field: Field;
  name: string;
  isTwice: boolean;
  isLocked: boolean;
  onChange: (next: Partial<Field>, tag: string) => void;
  onRemove: () => void;
}) {
  const { type, id = '', label = '', description = '', required = false, defaultValue, options } = field;
  const isHeading = type === 'section';
  return (
    <Stack gap={4} className="list-entry" component="fieldset" m={0} aria-label={name}>
      <Group gap={4} wrap="nowrap" align="flex-end">
        <NativeSelect
          flex={1}
          size="xs"
          label={t('Kind')}
          disabled={isLocked}
          value={type}
          data={fieldTypes.some(({ value }) => value === type) ? fieldTypes : [...fieldTypes, type]}
          onChange={(event) => onChange({ type: event.currentTarget.value }, 'type')}
        />
        <ActionIcon
          size="md"
          variant="subtle"
          color="gray"
          disabled={isLocked}
          aria-label={t('Remove {name}', { name })}
          onClick={onRemove}
        >
          <TrashIcon size={14} />
        </ActionIcon>
      </Group>
      <Group gap={4} grow align="flex-start">
        <TextInput
          size="xs"
          label={t('Label')}
          disabled={isLocked}
          value={label}
          onChange={(event) => onChange({ label: event.currentTarget.value }, 'label')}
        />
        {isHeading ? null : (
          <TextInput
            size="xs"
            className="code-input"
            label={t('Id')}
            disabled={isLocked}
            error={isTwice ? t('It is there twice') : id === '' ? t('An id is needed') : undefined}
            value={id}
            onChange={(event) => onChange({ id: event.currentTarget.value }, 'id')}
          />
        )}
      </Group>
      <TextInput
        size="xs"
        label={t('What it is for')}
        disabled={isLocked}
        value={description}
        onChange={(event) => onChange({ description: event.currentTarget.value }, 'description')}
      />
      {type === 'select' ? <Choices options={options ?? []} isLocked={isLocked} onChange={onChange} /> : null}
      {isHeading || type === 'checkbox' ? null : (
        <Group gap={4} grow align="flex-end">
          <TextInput
            size="xs"
            label={t('Unless given')}
            disabled={isLocked}
            value={defaultValue === undefined || defaultValue === null ? '' : String(defaultValue)}
            onChange={(event) => onChange({ defaultValue: event.currentTarget.value }, 'defaultValue')}
          />
          <Checkbox
            label={t('must be given')}
            disabled={isLocked}
            checked={required}
            onChange={(event) => onChange({ required: event.currentTarget.checked }, 'required')}
          />
        </Group>
      )}
    </Stack>
  );
}

/** The values of a choice. Those that have labels of their own are kept, and changed by an import alone. */
function Choices({
  options,
  isLocked,
  onChange,
}: {
  options: readonly unknown[];
  isLocked: boolean;
  onChange: (next: Partial<Field>, tag: string) => void;
}) {
  if (options.some((option) => typeof option === 'object')) {
    return (
      <Text size="xs" c="dimmed">
        {t('Its {count} choices have labels of their own and stay as they are.', { count: options.length })}
      </Text>
    );
  }
  return (
    <Textarea
      size="xs"
      label={t('Choices')}
      description={t('One a line.')}
      autosize
      minRows={2}
      disabled={isLocked}
      value={options.map(String).join('\n')}
      onChange={(event) => onChange({ options: event.currentTarget.value.split('\n') }, 'options')}
    />
  );
}

/** `input-1`, or the next that no other has. */
function nextId(fields: readonly Field[]): string {
  const taken = new Set(fields.map(({ id }) => id));
  let number = fields.length + 1;
  while (taken.has(`input-${number}`)) number += 1;
  return `input-${number}`;
}
