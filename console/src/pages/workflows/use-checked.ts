import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { type Draft, toDefinition } from './model/draft.ts';
import type { SaveProblem } from './model/marks.ts';
import { findProblems, type Workflow } from './queries.ts';

/** How long nothing is changed before the server is asked: it reads the whole workflow. */
const settleMs = 500;

/**
 * What the server would refuse to save of a draft, while it is being changed: templates, expressions, scripts. What was found last
 * stays until the next is known; undefined while nothing is.
 */
export function useChecked(
  { applicationId, flowId }: Workflow,
  draft: Draft,
  isDirty: boolean,
): readonly SaveProblem[] | undefined {
  const [settled] = useDebouncedValue(draft, settleMs);
  const [checked, setChecked] = useState<readonly SaveProblem[]>();
  const isSettled = settled === draft;
  useEffect(() => {
    if (!isDirty) setChecked(undefined);
    if (!isDirty || !isSettled) return;
    let isWanted = true;
    findProblems(applicationId, flowId, toDefinition(settled)).then(
      (problems) => isWanted && setChecked(problems),
      // What is the matter with the server is said when saving.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [applicationId, flowId, settled, isSettled, isDirty]);
  return isDirty ? checked : undefined;
}
