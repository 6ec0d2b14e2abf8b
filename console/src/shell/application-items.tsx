import { Menu, ScrollArea, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { applicationsQuery } from '../api/queries/applications.ts';
import { OpenedMenu } from '../shared/opened.tsx';
import type { Opening } from '../shared/opening.tsx';
import { t } from '../words/words.ts';

/** The applications, by partial name; at most 50 at a time, the API filters. */
export function ApplicationItems({ opening }: { opening: Opening }) {
  const [filter, setFilter] = useState('');
  const list = useQuery({ ...applicationsQuery(filter), enabled: opening.opened });
  return (
    <OpenedMenu opening={opening} position="bottom-start" width={300} trapFocus>
      <TextInput
        m={4}
        placeholder={t('Find an application')}
        aria-label={t('Find an application')}
        data-autofocus
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={320}>
        {list.data?.items.map((application) => (
          <Menu.Item
            key={application.id}
            component={Link}
            // The place below it may not exist there, so each opens at its overview.
            to={`/applications/${application.id}`}
          >
            <Text size="sm" className="foreign">
              {application.name}
            </Text>
            {application.organization === undefined ? null : (
              <Text size="xs" c="dimmed" className="foreign">
                {application.organization}
              </Text>
            )}
          </Menu.Item>
        ))}
        {list.data?.items.length === 0 ? <Menu.Label>{t('No application has that in its name.')}</Menu.Label> : null}
      </ScrollArea.Autosize>
      <Menu.Divider />
      <Menu.Item component={Link} to="/applications">
        {t('All applications')}
      </Menu.Item>
    </OpenedMenu>
  );
}
