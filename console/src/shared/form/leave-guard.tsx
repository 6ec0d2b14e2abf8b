import { useBlocker } from '@tanstack/react-router';
import { later } from '../later.tsx';
import { hasUnsaved } from './unsaved.ts';

const LeaveDialog = later(async () => (await import('./leave-dialog.tsx')).LeaveDialog);

/** Asks before another page is opened, or the tab closed, over something that was typed and not saved. */
export function LeaveGuard() {
  const blocker = useBlocker({
    // The view of a page stands in its address too; choosing another one loses nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && hasUnsaved(),
    enableBeforeUnload: hasUnsaved,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return <LeaveDialog onLeave={() => blocker.proceed()} onStay={() => blocker.reset()} />;
}
