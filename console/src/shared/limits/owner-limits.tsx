import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InstallationLimits } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { Section } from '../page.tsx';
import { QueryView } from '../states.tsx';
import { type Column, DataTable } from '../table/data-table.tsx';
import { limitNames } from './limit-names.ts';
import { LimitsDialog } from './limits-dialog.tsx';
import { type LimitSubject, overridesQuery } from './overrides-query.ts';

type Item = InstallationLimits['items'][number];

const columns: readonly Column<Item>[] = [
  { head: t('Limit'), cell: ({ name }) => limitNames[name], isTitle: true, noWrap: true },
  { head: t('For each application'), cell: ({ value, usual }) => value ?? usual },
  { head: t('Usually'), cell: ({ usual }) => usual, isWideOnly: true },
];

/** What each application of an organization or a user may have; for administrators of the installation. */
export function OwnerLimits({ subject }: { subject: LimitSubject }) {
  const limits = useQuery(overridesQuery(subject));
  const [isChanging, setChanging] = useState(false);
  const change = (
    <Button size="xs" variant="default" onClick={() => setChanging(true)}>
      {t('Change limits')}
    </Button>
  );
  return (
    <Section title={t('Limits')} padding={0} actions={change}>
      <LimitsDialog subject={subject} opened={isChanging} onClose={() => setChanging(false)} />
      <QueryView query={limits}>
        {({ items }) =>
          items.some(({ value }) => value !== undefined) ? (
            <DataTable label={t('Limits')} rows={items} keyOf={({ name }) => name} columns={columns} />
          ) : (
            <Text size="sm" p="md">
              {t('The usual limits of this server hold for each application.')}
            </Text>
          )
        }
      </QueryView>
    </Section>
  );
}
