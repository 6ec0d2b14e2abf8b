import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applicationsQuery } from '../../api/queries/applications.ts';
import { deviceListQuery } from '../../api/queries/devices.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { t } from '../../words/words.ts';
import type { Block } from './queries.ts';
import { nameBlock } from './words.ts';

type Config = Readonly<Record<string, unknown>>;

/** Where the one device and attribute of a block stand in its config; undefined for blocks of another kind. */
function readSegment(block: Block): Config | undefined {
  const { segment, segments } = (block.config ?? {}) as { segment?: Config; segments?: readonly Config[] };
  if (segment) return segment;
  return Array.isArray(segments) && segments.length === 1 ? segments[0] : undefined;
}

function withSegment(block: Block, changed: Config): Block {
  const config = block.config ?? {};
  const segment = { ...readSegment(block), ...changed };
  return { ...block, config: config.segment ? { ...config, segment } : { ...config, segments: [segment] } };
}

/** What a block is called and shows. What has no field of its own is in its JSON. */
export function BlockSettings(props: { block: Block; onChange: (block: Block) => void; onClose: () => void }) {
  const { block, onChange, onClose } = props;
  const [draft, setDraft] = useState(block);
  const [json, setJson] = useState(() => JSON.stringify(block.config ?? {}, null, 2));
  const [problem, setProblem] = useState<string>();
  const [typed, setTyped] = useState('');
  const applicationId = draft.applicationId ?? '';
  const applications = useQuery(applicationsQuery(''));
  const listing = { page: 0, perPage: 50, sort: 'name', sortDirection: 'asc', name: typed } as const;
  const devices = useQuery({ ...deviceListQuery(applicationId, listing), enabled: applicationId !== '' });
  const segment = readSegment(draft);
  const deviceId = String((segment?.deviceIds as string[] | undefined)?.[0] ?? '');
  const device = devices.data?.items.find(({ id }) => id === deviceId);
  const change = (next: Block) => {
    setDraft(next);
    setJson(JSON.stringify(next.config ?? {}, null, 2));
  };
  const apply = () => {
    try {
      const config: unknown = JSON.parse(json);
      if (typeof config !== 'object' || config === null || Array.isArray(config))
        throw new Error(t('must be a JSON object'));
      onChange({ ...draft, config: config as Config });
      onClose();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('{nameBlock}: settings', { nameBlock: nameBlock(block.blockType) })}
      size="lg"
    >
      <Stack gap="sm">
        <TextInput
          label={t('Title')}
          maxLength={255}
          value={draft.title ?? ''}
          onChange={({ currentTarget }) => change({ ...draft, title: currentTarget.value })}
        />
        <Select
          label={t('Application')}
          data={(applications.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={applicationId || null}
          onChange={(value) => {
            const { applicationId: _before, ...rest } = draft;
            change(value === null ? rest : { ...rest, applicationId: value });
          }}
        />
        {segment === undefined ? null : (
          <>
            <Select
              label={t('Device')}
              searchable
              data={(devices.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={deviceId || null}
              onSearchChange={(text) => setTyped(text === device?.name ? '' : text)}
              filter={({ options }) => options}
              onChange={(value) =>
                change(withSegment(draft, { deviceIds: value === null ? [] : [value], deviceTags: [] }))
              }
            />
            <Select
              label={t('Attribute')}
              data={(device?.attributes ?? []).map(({ name }) => name)}
              value={String(segment.attribute ?? '') || null}
              onChange={(value) => change(withSegment(draft, { attribute: value ?? '' }))}
            />
          </>
        )}
        <Textarea
          label={t('Config as JSON')}
          autosize
          minRows={6}
          maxRows={16}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={json}
          error={problem}
          onChange={({ currentTarget }) => {
            setJson(currentTarget.value);
            setProblem(undefined);
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button onClick={apply}>{t('Apply')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
