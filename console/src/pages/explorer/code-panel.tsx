import { Group, Tabs, Text } from '@mantine/core';
import { CopyButton } from '../../shared/copy-button.tsx';
import { t } from '../../words/words.ts';
import { type SnippetOptions, toClientCode, toCurl, tokenPlaceholder } from './snippets.ts';

/** The query of the view, to be pasted where it shall run. */
export function CodePanel(props: SnippetOptions) {
  const snippets = { curl: toCurl(props), 'losant-rest': toClientCode(props) };
  return (
    <Tabs defaultValue="curl" keepMounted={false}>
      <Tabs.List>
        {Object.keys(snippets).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {Object.entries(snippets).map(([name, code]) => (
        <Tabs.Panel key={name} value={name} p="md">
          <Group justify="space-between" mb="xs" gap="xs">
            <Text size="sm" c="dimmed">
              {t('Put an API token in the place of {tokenPlaceholder}.', { tokenPlaceholder })}
            </Text>
            <CopyButton value={code} what={t('the {name} code', { name })} />
          </Group>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
          <section tabIndex={0} aria-label={t('{name} code', { name })}>
            <pre className="snippet">{code}</pre>
          </section>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
