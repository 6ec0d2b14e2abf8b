import type { Difference } from './compare.ts';
import type { Part } from './draft.ts';

/** What is shown at a part besides itself. */
export interface Mark {
  /** What is wrong with it, in words. */
  readonly problems?: readonly string[];
  /** Where the run went that is looked at. */
  readonly run?: 'entered' | 'failed';
  readonly difference?: Difference;
}

/** What keeps a workflow from being saved, as the server says it (contract workflows.md, "9. Save-time checks"). */
export interface SaveProblem {
  readonly message: string;
  readonly nodeId?: string;
  /** The place of a trigger among the triggers. */
  readonly trigger?: number;
  /** Of the part's config. */
  readonly key?: string;
}

/** Problems by the `uid` of the part that has them. */
export function problemsByPart(
  parts: readonly Part[],
  problems: readonly SaveProblem[],
): ReadonlyMap<string, readonly SaveProblem[]> {
  const triggers = parts.filter(({ kind }) => kind === 'trigger');
  const byUid = new Map<string, SaveProblem[]>();
  for (const problem of problems) {
    const uid = problem.nodeId ?? (problem.trigger === undefined ? undefined : triggers[problem.trigger]?.uid);
    if (uid !== undefined) byUid.set(uid, [...(byUid.get(uid) ?? []), problem]);
  }
  return byUid;
}

/** What is wrong with one key of a config, as it stands beside its input: without the name of the part. */
export function withoutPart({ message, key }: SaveProblem): string {
  const start = message.indexOf(`): ${key} `);
  return start < 0 ? message : message.slice(start + `): ${key} `.length);
}

/** The way of one run, by ids of nodes. */
export interface RunPath {
  readonly runId: string;
  readonly triggerType?: string;
  readonly triggerId?: string;
  readonly nodeIds: ReadonlySet<string>;
  readonly failedId?: string;
}
