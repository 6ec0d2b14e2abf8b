import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { deviceListQuery, deviceQuery } from '../../api/queries/devices.ts';
import type { ContextValue, DashboardSearch } from './search.ts';
import { TimeControls } from './time-controls.tsx';
import type { WindowCounts } from './use-dashboard-data.ts';
import { WindowScope } from './window-scope.tsx';

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly applicationId?: string;
  readonly defaultValue: ContextValue;
  readonly validationEnabled?: boolean;
  readonly validationConfig?: {
    readonly attributes?: readonly string[];
    readonly deviceIds?: readonly string[];
    readonly deviceTags?: readonly { readonly key?: string; readonly value?: string }[];
    readonly includeFullDevice?: boolean;
    readonly min?: number;
    readonly max?: number;
    readonly regExp?: string;
  };
}

/** What a dashboard's page shows: its variables, its window, and the moment as of which. All of it is in the address. */
export function Toolbar(props: {
  variables: readonly Variable[];
  shown: DashboardSearch;
  standard: number;
  /** Undefined until it is known. */
  windows: WindowCounts | undefined;
  change: (changed: Readonly<Record<string, unknown>>) => void;
  isGuest?: boolean;
  /** Stands behind. */
  children?: ReactNode;
}) {
  const { variables, shown, standard, windows, change, isGuest = false, children } = props;
  const { ctx, duration = standard, time, sameWindow = false } = shown;
  const isFollowed = sameWindow || windows === undefined || windows.following > 0;
  return (
    <Group gap="sm" align="flex-end" className="dashboard-toolbar">
      {variables
        .filter((variable) => isOffered(variable, isGuest))
        .map((variable) => (
          <VariableInput key={variable.name} variable={variable} value={ctx[variable.name]} change={change} />
        ))}
      <TimeControls {...{ duration, standard, time, isGuest, isFollowed, change }} />
      {windows ? <WindowScope {...{ windows, sameWindow, duration, isGuest, change }} /> : null}
      {children}
    </Group>
  );
}

/** What can be chosen here: not tags, not what has one value alone, and of what is shared what is checked, but no ids. */
function isOffered({ type, validationEnabled, validationConfig = {} }: Variable, isGuest: boolean): boolean {
  if (type === 'experienceUser') return false;
  if (type === 'deviceTag') return !isGuest;
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
  if (type === 'deviceTag') return <TagInput variable={variable} value={value} change={change} />;
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

/** A key and a value of a tag; either may be left empty. */
function TagInput(props: {
  variable: Variable;
  value: ContextValue | undefined;
  change: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { variable, value, change } = props;
  const { name, defaultValue } = variable;
  const shown = (value ?? defaultValue) as { key?: string; value?: string };
  const set = (half: 'key' | 'value', text: string) => {
    const next = { key: shown.key ?? '', value: shown.value ?? '', [half]: text };
    change({
      [`ctx[${name}][key]`]: next.key || undefined,
      [`ctx[${name}][value]`]: next.value || undefined,
    });
  };
  return (['key', 'value'] as const).map((half) => (
    <TextInput
      key={`${half} ${shown[half] ?? ''}`}
      label={`${name}: ${half}`}
      w={130}
      defaultValue={shown[half] ?? ''}
      onBlur={({ currentTarget }) => {
        if (currentTarget.value !== (shown[half] ?? '')) set(half, currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') set(half, event.currentTarget.value);
      }}
    />
  ));
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
