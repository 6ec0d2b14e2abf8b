import { changeNodeState, type NodeStateOutcome } from '../../workflow-nodes/index.ts';
import type { FlowStorage } from '../../workflows/index.ts';
import type { Effects } from './effects.ts';

/** What nodes remember: one state per flow, node and id, whichever run comes (workflows.md, "5. Nodes"). */
export function nodeStateEffects(storage: FlowStorage): Effects['states'] {
  return {
    async change({ flow, nodeId }, { id, change }) {
      let outcome: NodeStateOutcome | undefined;
      // Decided again when somebody else was faster: what counts is the last.
      await storage.changeState<object>(flow, `${nodeId}/${id}`, (stored) => {
        const changed = changeNodeState(stored, change);
        ({ outcome } = changed);
        return changed.state;
      });
      return outcome as NodeStateOutcome;
    },
  };
}
