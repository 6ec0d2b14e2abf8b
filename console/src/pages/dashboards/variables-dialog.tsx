import { Button, Checkbox, Group, Paper, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { requestTagged } from '../../api/client.ts';
import { applicationsQuery } from '../../api/queries/applications.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { Failure } from '../../shared/states.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import type { Dashboard } from './queries.ts';
import type { Variable } from './toolbar.tsx';
import { findFault, fromDraft, newVariable, toDraft, type VariableDraft, variableTypes } from './variables.ts';

/** The variables of a dashboard: what they are called, hold at first, and may hold. */
export function VariablesDialog(props: { dashboard: Dashboard; etag: string; onClose: () => void }) {
  const { dashboard, etag, onClose } = props;
  const { dashboardId, applicationId = '' } = dashboard;
  const queryClient = useQueryClient();
  const [drafts, setDrafts] = useState<readonly VariableDraft[]>(() =>
    ((dashboard.contextConfiguration ?? []) as unknown as readonly Variable[]).map(toDraft),
  );
  const [isShowingFaults, setShowingFaults] = useState(false);
  const applications = useQuery({ ...applicationsQuery(''), enabled: applicationId === '' });
  const saving = useMutation({
    mutationFn: () =>
      requestTagged('PATCH', '/dashboards/{dashboardId}', {
        path: { dashboardId },
        body: { contextConfiguration: drafts.map(fromDraft) } as unknown as Body<'PATCH', '/dashboards/{dashboardId}'>,
        ifMatch: etag,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
      onClose();
    },
  });
  const change = (index: number, part: Partial<VariableDraft>) =>
    setDrafts((before) => before.map((draft, place) => (place === index ? { ...draft, ...part } : draft)));
  const save = () => {
    setShowingFaults(true);
    if (drafts.every((draft) => findFault(drafts, draft) === undefined)) saving.mutate();
  };
  return (
    <Dialog opened onClose={onClose} title={t('Variables')} size="lg" closeOnClickOutside={false}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {tx(
            'Blocks use a variable as {value}. Whoever looks chooses its value, in this order; what is checked can be chosen where the dashboard is shared, too.',
            { value: <code>{'{{ctx.name}}'}</code> },
          )}
        </Text>
        {drafts.map((draft, index) => (
          <VariableFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is what it is by its place
            key={index}
            draft={draft}
            fault={isShowingFaults ? findFault(drafts, draft) : undefined}
            applications={applicationId === '' ? (applications.data?.items ?? []) : undefined}
            onChange={(part) => change(index, part)}
            onRemove={() => setDrafts((before) => before.filter((_, place) => place !== index))}
          />
        ))}
        <Group justify="space-between">
          <Button variant="default" onClick={() => setDrafts((before) => [...before, newVariable(applicationId)])}>
            {t('Add variable')}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button loading={saving.isPending} onClick={save}>
              {t('Save')}
            </Button>
          </Group>
        </Group>
        {saving.error === null ? null : <Failure error={saving.error} />}
      </Stack>
    </Dialog>
  );
}

function VariableFields(props: {
  draft: VariableDraft;
  fault: string | undefined;
  applications: readonly { readonly id: string; readonly name: string }[] | undefined;
  onChange: (part: Partial<VariableDraft>) => void;
  onRemove: () => void;
}) {
  const { draft, fault, applications, onChange, onRemove } = props;
  const { name, type, applicationId, defaultValue, isChecked, allowed, min, max, regExp, includeFullDevice } = draft;
  const text = (field: keyof VariableDraft) => ({
    value: String(draft[field]),
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => onChange({ [field]: currentTarget.value }),
  });
  const isOfDevices = type.startsWith('device');
  return (
    <Paper withBorder p="sm" role="group" aria-label={t('Variable {name}', { name })}>
      <Stack gap="xs">
        <Group gap="xs" align="flex-start" grow>
          <TextInput label={t('Variable')} maxLength={255} error={fault} {...text('name')} />
          <Select
            label={t('Type')}
            allowDeselect={false}
            data={
              variableTypes.some(([known]) => known === type)
                ? variableTypes.map(([value, label]) => ({ value, label }))
                : [...variableTypes.map(([value, label]) => ({ value, label })), { value: type, label: type }]
            }
            value={type}
            onChange={(value) => onChange({ type: value ?? 'string' })}
          />
          <TextInput label={type === 'deviceTag' ? t('Default (key=value)') : t('Default')} {...text('defaultValue')} />
        </Group>
        {isOfDevices && applications !== undefined ? (
          <Select
            label={t('Application')}
            data={applications.map(({ id, name: label }) => ({ value: id, label }))}
            value={applicationId || null}
            onChange={(value) => onChange({ applicationId: value ?? '' })}
          />
        ) : null}
        <Checkbox
          label={t('Check values')}
          checked={isChecked}
          onChange={({ currentTarget }) => onChange({ isChecked: currentTarget.checked })}
        />
        {isChecked && type === 'number' ? (
          <Group gap="xs" grow>
            <TextInput label={t('At least')} value={min} onChange={text('min').onChange} />
            <TextInput label={t('At most')} value={max} onChange={text('max').onChange} />
          </Group>
        ) : null}
        {isChecked && type === 'string' ? (
          <TextInput label={t('Regular expression')} value={regExp} onChange={text('regExp').onChange} />
        ) : null}
        {isChecked && isOfDevices ? (
          <Textarea
            label={
              type === 'deviceTag'
                ? t('Allowed tags, key=value')
                : type === 'deviceAttribute'
                  ? t('Allowed attributes')
                  : t('Allowed device ids')
            }
            description={
              type === 'deviceId' ? t('One a line; none: every device of the application.') : t('One a line.')
            }
            autosize
            minRows={1}
            maxRows={6}
            value={allowed}
            onChange={text('allowed').onChange}
          />
        ) : null}
        <Group justify="space-between">
          {type === 'deviceId' ? (
            <Checkbox
              label={t('With name, tags and attributes of the device')}
              checked={includeFullDevice}
              onChange={({ currentTarget }) => onChange({ includeFullDevice: currentTarget.checked })}
            />
          ) : (
            <span />
          )}
          <Button variant="subtle" color="red" size="compact-sm" onClick={onRemove}>
            {t('Remove {name}', { name: name || defaultValue || t('variable') })}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
