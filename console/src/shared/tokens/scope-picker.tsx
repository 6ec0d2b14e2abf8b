import { Accordion, Badge, Box, Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../words/words.ts';
import { findAllowed, type Level, listResources, type ResourceActions } from './scopes.ts';

export type ScopeMode = 'all' | 'read' | 'chosen';

export interface ScopeChoice {
  readonly mode: ScopeMode;
  readonly chosen: ReadonlySet<string>;
}

/** The scopes that a choice stands for. */
export function toScopes(level: Level, { mode, chosen }: ScopeChoice): string[] {
  if (mode === 'all') return [`all.${level}`];
  return mode === 'read' ? [`all.${level}.read`] : [...chosen];
}

/** Chooses what a token may do, from everything down to single actions, each with what it allows. */
export function ScopePicker(props: {
  level: Level;
  value: ScopeChoice;
  onChange: (value: ScopeChoice) => void;
  error: string | undefined;
}) {
  const { level, value, onChange, error } = props;
  const count = (scope: string) => findAllowed(level, [scope]).length;
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('What it may do')}
        description={t('Never more than you may do yourself.')}
        value={value.mode}
        onChange={(mode) => onChange({ ...value, mode: mode as ScopeMode })}
        error={error}
      >
        <Stack gap={6} mt="xs">
          <Radio value="read" label={t('Read everything ({count} actions)', { count: count(`all.${level}.read`) })} />
          <Radio value="all" label={t('Everything ({count} actions)', { count: count(`all.${level}`) })} />
          <Radio value="chosen" label={t('Only what I choose')} />
        </Stack>
      </Radio.Group>
      {value.mode === 'chosen' ? <ChosenScopes {...{ level, value, onChange }} /> : null}
    </Stack>
  );
}

type ChosenProps = { level: Level; value: ScopeChoice; onChange: (value: ScopeChoice) => void };

function ChosenScopes({ level, value, onChange }: ChosenProps) {
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<string[]>([]);
  const wanted = filter.trim().toLowerCase();
  const found = listResources(level)
    .map(({ resource, actions }) => ({
      resource,
      actions: actions.filter(({ name, summary }) => `${name} ${summary}`.toLowerCase().includes(wanted)),
    }))
    .filter(({ actions }) => actions.length > 0);
  const toggle = (scope: string, on: boolean) => {
    const chosen = new Set(value.chosen);
    if (on) chosen.add(scope);
    else chosen.delete(scope);
    onChange({ ...value, chosen });
  };
  return (
    <Box>
      <TextInput
        label={t('Find an action')}
        placeholder={t('state, export, devices…')}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
        mb="xs"
      />
      <Accordion
        multiple
        order={3}
        variant="contained"
        value={wanted === '' ? open : found.map(({ resource }) => resource)}
        onChange={setOpen}
      >
        {found.map((each) => (
          <ResourceScopes key={each.resource} {...each} chosen={value.chosen} onToggle={toggle} />
        ))}
      </Accordion>
      {found.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('No action has that in its name or description.')}
        </Text>
      ) : null}
    </Box>
  );
}

function ResourceScopes(
  props: ResourceActions & { chosen: ReadonlySet<string>; onToggle: (scope: string, on: boolean) => void },
) {
  const { resource, actions, chosen, onToggle } = props;
  const whole = `${resource}.*`;
  const count = actions.filter(({ name }) => chosen.has(whole) || chosen.has(name)).length;
  return (
    <Accordion.Item value={resource}>
      <Accordion.Control>
        <Group gap="xs">
          <Text size="sm">{resource}</Text>
          {count === 0 ? null : <Badge size="sm">{count}</Badge>}
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="xs">
          <Checkbox
            label={whole}
            description={t('All of these, and what later versions add to them')}
            checked={chosen.has(whole)}
            onChange={(event) => onToggle(whole, event.currentTarget.checked)}
          />
          {actions.map(({ name, summary }) => (
            <Checkbox
              key={name}
              label={name}
              description={summary}
              disabled={chosen.has(whole)}
              checked={chosen.has(whole) || chosen.has(name)}
              onChange={(event) => onToggle(name, event.currentTarget.checked)}
            />
          ))}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}
