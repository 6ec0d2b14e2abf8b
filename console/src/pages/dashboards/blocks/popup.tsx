import { CloseButton, Group, Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import { Markdown } from '../../../shared/markdown.tsx';
import { t } from '../../../words/words.ts';

/** What a pin or an overlay says when it is chosen. */
export function Popup({ text, label, onClose }: { text: string; label: string; onClose: () => void }) {
  return (
    <Paper
      withBorder
      shadow="md"
      p="xs"
      role="dialog"
      aria-label={label}
      style={{ position: 'absolute', left: 8, right: 8, bottom: 8, maxHeight: '60%', overflow: 'auto', zIndex: 3 }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Markdown text={text} />
        <CloseButton size="sm" aria-label={t('Close')} onClick={onClose} autoFocus />
      </Group>
    </Paper>
  );
}

/** What is said in the corner of a map or a plane. */
export function CornerNote({ children }: { children: ReactNode }) {
  return <div className="dashboard-corner foreign">{children}</div>;
}
