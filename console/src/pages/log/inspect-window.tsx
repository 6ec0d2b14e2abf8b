import { Group, Modal, Text } from '@mantine/core';
import { CopyButton } from '../../shared/copy-button.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';

/** What is looked at closely: it stays as it is while the rows behind it move on. */
export interface Inspected {
  readonly title: string;
  readonly time: string | number;
  /** Shown indented, copied as shown. */
  readonly text: string;
}

export function InspectWindow({ inspected, onClose }: { inspected: Inspected | undefined; onClose: () => void }) {
  return (
    <Modal
      opened={inspected !== undefined}
      onClose={onClose}
      title={inspected?.title}
      // It closes at once: without its content it would have no title to be known by while it fades.
      transitionProps={{ duration: 0 }}
      size="xl"
      classNames={{ title: 'foreign' }}
    >
      {inspected === undefined ? null : (
        <>
          <Group justify="space-between" mb="xs">
            <Text size="sm" c="dimmed" component="span">
              <Time value={inspected.time} />
            </Text>
            <CopyButton value={inspected.text} what={t('the content')} />
          </Group>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
          <section className="inspected" tabIndex={0} aria-label={t('Content')}>
            <pre className="foreign">{inspected.text}</pre>
          </section>
        </>
      )}
    </Modal>
  );
}
