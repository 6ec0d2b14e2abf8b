import { Button, Group, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { Dialog } from '../dialog.tsx';
import { describeUnsaved, hasUnsaved } from './unsaved.ts';

/** Asks before another page is opened, or the tab closed, over something that was typed and not saved. */
export function LeaveGuard() {
  const blocker = useBlocker({
    // The view of a page stands in its address too; choosing another one loses nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && hasUnsaved(),
    enableBeforeUnload: hasUnsaved,
    withResolver: true,
  });
  const isBlocked = blocker.status === 'blocked';
  return (
    <Dialog opened={isBlocked} onClose={() => blocker.reset?.()} title="Leave without saving?" zIndex={400}>
      <Text size="sm" mb="md">
        {isBlocked ? describeUnsaved() : ''}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          Leave
        </Button>
        <Button data-autofocus onClick={() => blocker.reset?.()}>
          Stay here
        </Button>
      </Group>
    </Dialog>
  );
}
