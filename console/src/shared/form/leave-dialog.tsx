import { Button, Group, Text } from '@mantine/core';
import { t } from '../../words/words.ts';
import { Dialog } from '../dialog.tsx';
import { describeUnsaved } from './unsaved.ts';

/** Asks whether to leave what is not saved. */
export function LeaveDialog({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  return (
    <Dialog opened onClose={onStay} title={t('Leave without saving?')} zIndex={400}>
      <Text size="sm" mb="md">
        {describeUnsaved()}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onLeave}>
          {t('Leave')}
        </Button>
        <Button data-autofocus onClick={onStay}>
          {t('Stay here')}
        </Button>
      </Group>
    </Dialog>
  );
}
