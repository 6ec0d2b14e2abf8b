import { cutText } from '../../../kernel/text.ts';
import { encodePayload, payloadBytes } from '../../../platform/language/index.ts';
import type { RunWatcher } from '../interpreter/host.ts';
import { encodeMessage } from './messages.ts';
import type { RunEvent } from './protocol.ts';

/** What one value of a debug node may have (workflows.md, "7. Debugging and the run log (ours)"). */
const maxValueBytes = 64 * 1024;
/** Events of one run that are told; a loop has more than anybody reads. */
const maxEvents = 1000;

/** What all payloads that are told of one run may have. */
const maxPayloadBytes = 1024 * 1024;

/** Tells the main thread what happens in a run, in portions: all that happens in one turn of the thread goes together. */
export function watchRun(runKey: number, tell: (message: string) => void): RunWatcher {
  let waiting: RunEvent[] = [];
  let count = 0;
  const add = (event: RunEvent): void => {
    count += 1;
    if (count > maxEvents) return;
    waiting.push(event);
    if (waiting.length > 1) return;
    queueMicrotask(() => {
      const events = waiting;
      waiting = [];
      tell(encodeMessage({ kind: 'events', runKey, events }));
    });
  };
  let payloadLeft = maxPayloadBytes;
  const encode = (payload: unknown): string | undefined => {
    if (count >= maxEvents || payloadLeft <= 0 || payloadBytes(payload, maxValueBytes) > maxValueBytes)
      return undefined;
    const text = encodePayload(payload);
    payloadLeft -= text.length;
    return text;
  };
  /** The payload of each path as its node has found it. */
  const before = new Map<number, string | undefined>();
  return {
    nodeEntered({ node, pathId, payload, isInCustomNode }) {
      if (isInCustomNode) return;
      add({ kind: 'nodeEntered', time: Date.now(), nodeId: node.id, nodeType: node.node.type, pathId });
      if (!before.has(pathId)) before.set(pathId, encode(payload));
    },
    nodeLeft({ node, pathId, payload, output, isInCustomNode }) {
      if (isInCustomNode) return;
      const found = before.get(pathId);
      const after = encode(payload);
      add({
        kind: 'nodeLeft',
        ...{ time: Date.now(), nodeId: node.id, nodeType: node.node.type, pathId, output: output ?? null },
        ...{ before: found, after, truncated: found === undefined || after === undefined },
      });
      // What this node leaves is what the next one finds.
      if (output === undefined) before.delete(pathId);
      else before.set(pathId, after);
    },
    paused({ node, pathId, payload }) {
      const found = before.get(pathId) ?? encode(payload);
      before.set(pathId, found);
      const { id: nodeId } = node;
      const about = { time: Date.now(), nodeId, nodeType: node.node.type, pathId };
      add({ kind: 'paused', ...about, before: found, truncated: found === undefined });
    },
    debug({ node, line, path, isInCustomNode }) {
      if (isInCustomNode) return;
      const { level, message, property, value } = line;
      const truncated = payloadBytes(value, maxValueBytes) > maxValueBytes;
      const label = node.node.meta?.label;
      add({
        kind: 'debug',
        time: Date.now(),
        nodeId: node.id,
        label: typeof label === 'string' ? label : '',
        level,
        message: cutText(message, maxValueBytes),
        ...(property === undefined ? {} : { property }),
        value: truncated || value === undefined ? undefined : encodePayload(value),
        truncated,
        path,
      });
    },
  };
}
