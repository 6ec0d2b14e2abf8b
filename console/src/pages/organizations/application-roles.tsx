import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Member } from '../../api/types.ts';
import { TrashIcon } from '../../shared/icons.tsx';
import { roleChoices } from '../../shared/roles.ts';
import { t } from '../../words/words.ts';
import { organizationApplicationsQuery } from './queries.ts';

type Overrides = Member['applicationRoles'];
type OverrideRole = Overrides[number]['role'];

const choices = roleChoices
  .filter(({ value }) => value === 'none' || value === 'view' || value === 'collaborate')
  .map(({ value, label }) => ({ value, label }));

/** Another role in single applications than in the rest of the organization. */
export function ApplicationRoles(props: { orgId: string; value: Overrides; onChange: (value: Overrides) => void }) {
  const { orgId, value, onChange } = props;
  const applications = useQuery(organizationApplicationsQuery(orgId));
  const names = new Map(applications.data?.items.map(({ id, name }) => [id, name]));
  const free = [...names].filter(([id]) => !value.some(({ resourceId }) => resourceId === id));
  const change = (index: number, part: Partial<Overrides[number]>) =>
    onChange(value.map((override, at) => (at === index ? { ...override, ...part } : override)));
  return (
    <Stack gap="xs" role="group" aria-label={t('Another role in single applications')}>
      <Text size="sm" fw={500}>
        {t('Another role in single applications')}
      </Text>
      {value.map(({ resourceId, role }, index) => {
        const name = names.get(resourceId) ?? resourceId;
        return (
          <Group key={resourceId} gap="xs" wrap="nowrap">
            <Select
              aria-label={t('Application')}
              flex={1}
              searchable
              allowDeselect={false}
              data={[[resourceId, name], ...free].map(([id = '', label = '']) => ({ value: id, label }))}
              value={resourceId}
              onChange={(id) => change(index, { resourceId: id ?? resourceId })}
            />
            <Select
              aria-label={t('Role in {name}', { name })}
              w={150}
              allowDeselect={false}
              data={choices}
              value={role}
              onChange={(next) => change(index, { role: (next ?? role) as OverrideRole })}
            />
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('The same role in {name} as elsewhere', { name })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <TrashIcon size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      <Group>
        <Button
          variant="default"
          size="xs"
          disabled={free.length === 0}
          onClick={() => onChange([...value, { resourceId: free[0]?.[0] ?? '', role: 'view' }])}
        >
          {t('Add an application')}
        </Button>
      </Group>
    </Stack>
  );
}
