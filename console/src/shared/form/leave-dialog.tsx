import { Button, Group, Text } from '@mantine/core';
import { Dialog } from '../dialog.tsx';
import { describeUnsaved } from './unsaved.ts';

/** Asks whether to leave what is not saved. */
export function LeaveDialog({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  return (
    <Dialog opened onClose={onStay} title="Leave without saving?" zIndex={400}>
      <Text size="sm" mb="md">
        {describeUnsaved()}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onLeave}>
          Leave
        </Button>
        <Button data-autofocus onClick={onStay}>
          Stay here
        </Button>
      </Group>
    </Dialog>
  );
}
