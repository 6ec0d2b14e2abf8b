import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { CopyButton } from '../../shared/copy-button.tsx';
import { Dialog } from '../../shared/dialog.tsx';
import { t } from '../../words/words.ts';
import type { Block } from './queries.ts';

/** All blocks as JSON, to be read, copied and changed. */
export function JsonDialog(props: {
  opened: boolean;
  blocks: readonly Block[];
  onClose: () => void;
  onApply: (blocks: readonly Block[]) => void;
}) {
  const { opened, blocks, onClose, onApply } = props;
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!opened) return;
    setText(JSON.stringify({ blocks }, null, 2));
    setProblem(undefined);
  }, [opened, blocks]);
  const apply = () => {
    try {
      onApply(readBlocks(text));
      onClose();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={t('Blocks as JSON')} size="xl">
      <Stack gap="sm">
        <Textarea
          aria-label={t('Blocks as JSON')}
          autosize
          minRows={12}
          maxRows={24}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={text}
          error={problem}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Group justify="flex-end">
          <CopyButton value={text} what={t('the JSON')} size="sm" />
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button onClick={apply}>{t('Apply')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** The blocks of a text, as far as their places go; the server judges the rest. @throws Error in words */
export function readBlocks(text: string): readonly Block[] {
  const { blocks } = JSON.parse(text) as { blocks?: unknown };
  if (!Array.isArray(blocks)) throw new Error(t('there must be a list called blocks'));
  const ids = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const { id, blockType, startX, startY, width, height } = (block ?? {}) as Record<string, unknown>;
    if (typeof id !== 'string' || id === '' || ids.has(id))
      throw new Error(t('blocks[{index}] needs an id of its own', { index }));
    ids.add(id);
    if (typeof blockType !== 'string') throw new Error(t('blocks[{index}] has no blockType', { index }));
    for (const number of [startX, startY, width, height]) {
      if (typeof number !== 'number')
        throw new Error(t('blocks[{index}] needs startX, startY, width and height', { index }));
    }
  }
  return blocks as readonly Block[];
}
