import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import actions from '../../api/actions.json';
import { t } from '../../words/words.ts';
import { FilterBar } from '../filter-bar.tsx';
import { describeChange, nameResource } from './audit-words.ts';
import type { AuditFilter } from './filter.ts';

const periods = [
  { value: '', label: t('Any time') },
  { value: '1', label: t('Last 24 hours') },
  { value: '7', label: t('Last 7 days') },
  { value: '30', label: t('Last 30 days') },
];

// Looking is not recorded, so only what changes something can be asked for.
const changes = actions.filter(({ reads }) => !reads).map(({ name }) => name.split('.') as [string, string]);
const resources = [...new Set(changes.map(([resource]) => resource))].map((value) => ({
  value,
  // Created are `applicationKeys`, changed is an `applicationKey`.
  label: value.endsWith('s') ? t('{nameResource}s', { nameResource: nameResource(value) }) : nameResource(value),
}));

/** Narrows a record down. A name is looked for when Enter is pressed or the field left: the API wants the whole of it. */
export function AuditFilters({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const [actor, setActor] = useState(filter.actor ?? '');
  const change = (part: { [Name in Exclude<keyof AuditFilter, 'page'>]?: AuditFilter[Name] | undefined }) => {
    const next = Object.entries({ ...filter, ...part, page: 1 }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(next) as unknown as AuditFilter);
  };
  const ofResource = changes
    .filter(([resource]) => resource === filter.resource)
    .map(([resource, action]) => ({ value: action, label: describeChange(resource, action) }));
  return (
    <FilterBar
      label={t('Filter the record')}
      active={[filter.days, filter.resource, filter.action, filter.actor].filter(Boolean).length}
    >
      <Select
        label={t('When')}
        w={160}
        data={periods}
        allowDeselect={false}
        value={String(filter.days ?? '')}
        onChange={(days) => change({ days: days ? Number(days) : undefined })}
      />
      <Select
        label={t('What')}
        placeholder={t('Anything')}
        w={200}
        data={resources}
        clearable
        searchable
        value={filter.resource ?? null}
        onChange={(resource) => change({ resource: resource ?? undefined, action: undefined })}
      />
      <Select
        label={t('Action')}
        placeholder={t('Any')}
        w={180}
        data={ofResource}
        clearable
        disabled={ofResource.length === 0}
        value={filter.action ?? null}
        onChange={(action) => change({ action: action ?? undefined })}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change({ actor: actor || undefined });
        }}
      >
        <TextInput
          label={t('By (whole e-mail or name)')}
          w={220}
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
          onBlur={() => (actor === (filter.actor ?? '') ? undefined : change({ actor: actor || undefined }))}
        />
      </form>
      {Object.keys(filter).length > 1 ? (
        <Button
          variant="default"
          onClick={() => {
            setActor('');
            onChange({ page: 1 });
          }}
        >
          {t('Show everything')}
        </Button>
      ) : null}
    </FilterBar>
  );
}
