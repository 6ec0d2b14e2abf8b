import { useBlocker } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { hasUnsaved } from './unsaved.ts';

const loadDialog = () => import('./leave-dialog.tsx');
const LeaveDialog = lazy(async () => ({ default: (await loadDialog()).LeaveDialog }));

/** Asks before another page is opened, or the tab closed, over something that was typed and not saved. */
export function LeaveGuard() {
  const blocker = useBlocker({
    // The view of a page stands in its address too; choosing another one loses nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && hasUnsaved(),
    enableBeforeUnload: hasUnsaved,
    withResolver: true,
  });
  // The page first; but it is there before anybody has typed something, also where the network is gone then.
  useEffect(() => void loadDialog().catch(() => undefined), []);
  if (blocker.status !== 'blocked') return null;
  return (
    <Suspense fallback={null}>
      <LeaveDialog onLeave={() => blocker.proceed()} onStay={() => blocker.reset()} />
    </Suspense>
  );
}
