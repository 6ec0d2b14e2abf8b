import { Alert, Checkbox, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { type Part, setConfig } from '../model/draft.ts';
import { customNodesQuery, versionsQuery } from '../queries.ts';
import { TemplateInput } from './template-input.tsx';

interface Input {
  readonly type: string;
  readonly id?: string;
  readonly label?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly options?: readonly unknown[];
}

/** Which custom node is run, in which version, and what it asks for. */
export function CustomNodeInputs({ part, paths }: { part: Part; paths: readonly string[] }) {
  const { applicationId, apply, isLocked } = useEditor();
  const config = part.source.config ?? {};
  const customNodeId = typeof config.customNodeId === 'string' ? config.customNodeId : '';
  const list = useQuery(customNodesQuery(applicationId));
  const versions = useQuery({ ...versionsQuery(applicationId, customNodeId), enabled: customNodeId !== '' });
  const custom = list.data?.items.find(({ id }) => id === customNodeId);
  const version = String(config.customNodeVersion || 'default');
  const named = versions.data?.items.find((each) =>
    version === 'default' ? each.id === custom?.defaultVersionId : each.version === version,
  );
  const asked = (named?.customNodeConfig ?? custom?.customNodeConfig) as { fields?: readonly Input[] } | undefined;
  const change = (next: object, tag: string) =>
    apply((draft) => setConfig(draft, part.uid, { ...config, ...next }), `${part.uid} ${tag}`);
  const given = Array.isArray(config.fields) ? (config.fields as { id?: string; value?: unknown }[]) : [];
  const give = (id: string, value: unknown) => {
    const isThere = given.some((one) => one.id === id);
    const fields = isThere ? given.map((one) => (one.id === id ? { ...one, value } : one)) : [...given, { id, value }];
    change({ fields }, `field ${id}`);
  };
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('Custom node')}
        withAsterisk
        disabled={isLocked}
        value={customNodeId}
        data={[
          ...(custom ? [] : [{ value: customNodeId, label: customNodeId === '' ? t('Choose one') : customNodeId }]),
          ...(list.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => change({ customNodeId: event.currentTarget.value }, 'customNodeId')}
      />
      <NativeSelect
        label={t('Version')}
        disabled={isLocked}
        value={version}
        data={[
          ...new Set([
            'default',
            'develop',
            version,
            ...(versions.data?.items ?? []).map((each) => each.version ?? ''),
          ]),
        ].filter(Boolean)}
        onChange={(event) => change({ customNodeVersion: event.currentTarget.value }, 'customNodeVersion')}
      />
      {list.data && !custom && customNodeId !== '' ? (
        <Alert color="orange">{t('This custom node is not in the application.')}</Alert>
      ) : null}
      {(asked?.fields ?? []).map((input, index) => {
        const { id = '', type, label, description, required, options } = input;
        if (type === 'section') {
          return (
            <Text key={id || `section ${index}`} size="sm" fw={600}>
              {label}
            </Text>
          );
        }
        const value = given.find((one) => one.id === id)?.value;
        const common = { label: label || id, description, disabled: isLocked };
        if (type === 'checkbox') {
          return (
            <Checkbox
              key={id}
              {...common}
              checked={value === true}
              onChange={(event) => give(id, event.currentTarget.checked)}
            />
          );
        }
        if (type === 'select') {
          const choices = (options ?? []).map((one) =>
            typeof one === 'object' && one !== null ? String((one as { value?: unknown }).value) : String(one),
          );
          return (
            <NativeSelect
              key={id}
              {...common}
              data={['', ...choices]}
              value={value === undefined ? '' : String(value)}
              onChange={(event) => give(id, event.currentTarget.value)}
            />
          );
        }
        return (
          <TemplateInput
            key={id}
            {...common}
            required={required}
            value={value === undefined || value === null ? '' : String(value)}
            paths={paths}
            isPath={type === 'payloadPath'}
            minRows={type === 'jsonTemplate' ? 3 : 1}
            onChange={(text) => give(id, text)}
          />
        );
      })}
    </Stack>
  );
}
