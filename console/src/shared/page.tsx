import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

/** A page: its title (also the browser's), what can be done on it, its content. */
export function Page(props: { title: string; description?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const { title, description, actions, children } = props;
  useEffect(() => {
    document.title = `${title} - Signalbox`;
  }, [title]);
  return (
    <Stack gap="md" maw={1440} mx="auto">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box miw={0}>
          <Title order={1} className="foreign">
            {title}
          </Title>
          {description === undefined ? null : (
            <Text size="sm" c="dimmed" className="foreign" component="div">
              {description}
            </Text>
          )}
        </Box>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

/** A part of a page with a heading of its own. */
export function Section(props: { title: string; actions?: ReactNode; children: ReactNode; padding?: 'md' | 0 }) {
  const { title, actions, children, padding = 'md' } = props;
  return (
    <Paper withBorder radius="md" component="section" aria-label={title}>
      <Group justify="space-between" px="md" py="xs" gap="xs">
        <Title order={2}>{title}</Title>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </Group>
      <Box px={padding} pb={padding} className="section-content">
        {children}
      </Box>
    </Paper>
  );
}
