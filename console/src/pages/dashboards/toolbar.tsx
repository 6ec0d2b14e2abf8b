import { Button, Group, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deviceListQuery, deviceQuery } from '../../api/queries/devices.ts';
import { formatTime } from '../../shared/format.ts';
import { type ContextValue, type DashboardSearch, durations } from './search.ts';

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly applicationId?: string;
  readonly defaultValue: ContextValue;
  readonly validationEnabled?: boolean;
  readonly validationConfig?: { readonly attributes?: readonly string[]; readonly deviceIds?: readonly string[] };
}

const hour = 3_600_000;

/** What a dashboard's page shows: its variables, its window, and the moment as of which. All of it is in the address. */
export function Toolbar(props: {
  variables: readonly Variable[];
  shown: DashboardSearch;
  standard: number;
  change: (changed: Readonly<Record<string, unknown>>) => void;
  isGuest?: boolean;
}) {
  const { variables, shown, standard, change, isGuest = false } = props;
  const { ctx, duration = standard, time } = shown;
  const offered = durations.filter(([ms]) => !isGuest || ms <= standard);
  const known = offered.some(([ms]) => ms === duration)
    ? offered
    : [...offered, [duration, describe(duration)] as const];
  const step = (ms: number) => {
    const next = (time ?? Date.now()) + ms;
    change({ time: next >= Date.now() ? undefined : next });
  };
  return (
    <Group gap="sm" align="flex-end">
      {variables
        .filter((variable) => isOffered(variable, isGuest))
        .map((variable) => (
          <VariableInput key={variable.name} variable={variable} value={ctx[variable.name]} change={change} />
        ))}
      <Select
        label="Window"
        w={150}
        allowDeselect={false}
        data={known.map(([ms, label]) => ({ value: String(ms), label }))}
        value={String(duration)}
        onChange={(value) => change({ duration: Number(value) === standard ? undefined : Number(value) })}
      />
      {isGuest ? null : (
        <Group gap={4} role="group" aria-label="Time">
          <Button variant="default" aria-label="An hour back" onClick={() => step(-hour)}>
            ‹
          </Button>
          <Button variant={time === undefined ? 'light' : 'default'} onClick={() => change({ time: undefined })}>
            Now
          </Button>
          <Button variant="default" aria-label="An hour on" disabled={time === undefined} onClick={() => step(hour)}>
            ›
          </Button>
          {time === undefined ? null : (
            <Text size="sm" role="status">
              As of {formatTime(time, 'minutes')}
            </Text>
          )}
        </Group>
      )}
    </Group>
  );
}

function describe(ms: number): string {
  return ms % hour === 0 ? `${ms / hour} hours` : `${Math.round(ms / 60_000)} minutes`;
}

/** What can be chosen here: not tags, not what has one value alone, and of what is shared what is checked, but no ids. */
function isOffered({ type, validationEnabled, validationConfig = {} }: Variable, isGuest: boolean): boolean {
  if (type === 'deviceTag' || type === 'experienceUser') return false;
  if (isGuest) return validationEnabled === true && (type === 'number' || type === 'string');
  const choices = validationConfig.deviceIds ?? validationConfig.attributes;
  return !(validationEnabled && choices?.length === 1);
}

function VariableInput(props: {
  variable: Variable;
  value: ContextValue | undefined;
  change: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { variable, value, change } = props;
  const { name, type, defaultValue, validationEnabled, validationConfig = {} } = variable;
  const set = (next: string | number | undefined) =>
    change({ [`ctx[${name}]`]: next === '' || next === defaultValue ? undefined : next });
  const shown = value ?? defaultValue;
  if (type === 'number') {
    return <NumberInput label={name} w={130} value={Number(shown)} onChange={(next) => set(next)} />;
  }
  if (type === 'deviceId' && variable.applicationId !== undefined) {
    return (
      <DeviceInput variable={variable} applicationId={variable.applicationId} value={String(shown)} onChange={set} />
    );
  }
  const choices = (type === 'deviceAttribute' ? validationConfig.attributes : validationConfig.deviceIds) ?? [];
  if (validationEnabled && choices.length > 0) {
    return (
      <Select label={name} w={220} data={[...choices]} value={String(shown)} onChange={(next) => set(next ?? '')} />
    );
  }
  return (
    <TextInput
      key={String(shown)}
      label={name}
      w={220}
      defaultValue={String(shown)}
      onBlur={({ currentTarget }) => set(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') set(event.currentTarget.value);
      }}
    />
  );
}

/** Devices by their names, as far as the variable lets them be chosen. */
function DeviceInput(props: {
  variable: Variable;
  applicationId: string;
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const { variable, applicationId, value, onChange } = props;
  const { name, validationEnabled = false, validationConfig = {} } = variable;
  const [typed, setTyped] = useState('');
  const listing = { page: 0, perPage: 50, sort: 'name', sortDirection: 'asc', name: typed } as const;
  const found = useQuery(deviceListQuery(applicationId, listing)).data?.items ?? [];
  const own = useQuery({ ...deviceQuery(applicationId, value), enabled: value !== '' }).data;
  const only = validationConfig.deviceIds ?? [];
  const offered = found.filter(({ id }) => !validationEnabled || only.length === 0 || only.includes(id));
  const all = own && !offered.some(({ id }) => id === own.id) ? [own, ...offered] : offered;
  return (
    <Select
      label={name}
      w={220}
      searchable
      data={all.map((device) => ({ value: device.id, label: device.name }))}
      value={value || null}
      filter={({ options }) => options}
      onSearchChange={(text) => setTyped(text === own?.name ? '' : text)}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}
