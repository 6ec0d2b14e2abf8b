import { Button, Collapse, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { findJsonProblem } from '../../../shared/form/json.ts';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { type Part, setConfig } from '../model/draft.ts';

/** The whole config as JSON: for what no form shows, and for types that this server does not know. */
export function ConfigText({ part, isOpen }: { part: Part; isOpen: boolean }) {
  const { apply, isLocked } = useEditor();
  const [opened, setOpened] = useState(isOpen);
  const [typed, setTyped] = useState<string>();
  const stored = JSON.stringify(part.source.config ?? {}, null, 2);
  const text = typed ?? stored;
  const problem = findJsonProblem(text) ?? (isObject(text) ? undefined : t('This is no object'));
  return (
    <Stack gap={4}>
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {t('Config as JSON')}
      </Button>
      <Collapse expanded={opened}>
        <Textarea
          className="code-input"
          aria-label={t('Config as JSON')}
          autosize
          minRows={4}
          maxRows={24}
          spellCheck={false}
          disabled={isLocked}
          error={typed === undefined ? undefined : problem}
          value={text}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const isComplete = findJsonProblem(value) === undefined && isObject(value);
            // Half-typed text stays in the field; what is whole is the config.
            setTyped(value);
            if (!isComplete) return;
            apply((draft) => setConfig(draft, part.uid, JSON.parse(value)), `${part.uid} config`);
          }}
          onBlur={() => {
            if (problem === undefined) setTyped(undefined);
          }}
        />
      </Collapse>
    </Stack>
  );
}

function isObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
