import { Box, Group, Tabs, Text } from '@mantine/core';
import { t } from '../../words/words.ts';
import { CopyButton } from '../copy-button.tsx';
import { Section } from '../page.tsx';
import { makeSnippets } from './snippets.ts';
import type { Target } from './target.ts';

/** The same report in several ways, ready to be pasted. `onCopied`: a snippet has been copied, with the secret in it. */
export function SnippetTabs({ target, onCopied }: { target: Target; onCopied?: () => void }) {
  const snippets = makeSnippets(target);
  return (
    <Section title={t('Let it report')}>
      <Tabs defaultValue={snippets[0]?.id ?? null} keepMounted={false}>
        <Tabs.List>
          {snippets.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map(({ id, label, hint, text }) => (
          <Tabs.Panel key={id} value={id} pt="sm">
            <Group justify="space-between" align="flex-start" gap="xs" mb="xs">
              <Text size="sm" c="dimmed" flex={1} miw={200}>
                {hint}
              </Text>
              <CopyButton value={text} what={t('the {label} snippet', { label })} {...(onCopied ? { onCopied } : {})} />
            </Group>
            <Box
              component="pre"
              className="snippet"
              role="region"
              tabIndex={0}
              aria-label={t('{label} snippet', { label })}
            >
              {text}
            </Box>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Section>
  );
}
