import { Button, Menu, ScrollArea, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { applicationQuery, applicationsQuery } from '../api/queries/applications.ts';
import { DownIcon } from '../shared/icons.tsx';
import { t } from '../words/words.ts';

/** The applications, by partial name; at most 50 at a time, the API filters. */
export function ApplicationSwitcher({ applicationId }: { applicationId: string | undefined }) {
  const [opened, setOpened] = useState(false);
  const [filter, setFilter] = useState('');
  const current = useQuery({ ...applicationQuery(applicationId ?? ''), enabled: applicationId !== undefined });
  const list = useQuery({ ...applicationsQuery(filter), enabled: opened });
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-start" width={300} withinPortal trapFocus>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          px={{ base: 8, sm: 'sm' }}
          rightSection={<DownIcon size={14} />}
          miw={0}
          maw={320}
          aria-label={t('{name}: switch application', { name: current.data?.name ?? t('Applications') })}
        >
          <Text size="sm" truncate className="foreign">
            {current.data?.name ?? t('Applications')}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
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
      </Menu.Dropdown>
    </Menu>
  );
}
