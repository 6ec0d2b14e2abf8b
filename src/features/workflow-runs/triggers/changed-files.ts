import { newId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database/database.ts';
import type { FileChange, FileChanges } from '../../files/index.ts';
import type { ActiveTrigger, FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Occurrence } from '../occurrence.ts';
import { wantsFile } from '../planner.ts';

/** Files that are written, moved or deleted start flows, in the transaction that does it (workflows.md, "2. Triggers"). */
export function contributeToFiles(
  files: FileChanges,
  { lookup, dispatcher, now }: { lookup: FlowLookup; dispatcher: Dispatcher; now: () => number },
): void {
  const find = async (tx: Queryable, applicationRowId: number) =>
    (await lookup.triggers(applicationRowId, tx)).ofType('appFile');
  files.contribute({
    wants: async (tx, applicationRowId) => (await find(tx, applicationRowId)).length > 0,
    async changed(tx, { applicationRowId }, changes, origin) {
      const triggers = await find(tx, applicationRowId);
      const occurrences = changes
        .filter((change) => isWanted(triggers, change))
        .map(
          ({ action, path, file }): Occurrence => ({
            id: newId(),
            kind: 'appFile',
            time: now(),
            ...origin,
            key: path,
            data: { action, file },
          }),
        );
      await dispatcher.storeAll(tx, applicationRowId, occurrences);
    },
  });
}

function isWanted(triggers: readonly ActiveTrigger[], { action, path }: FileChange): boolean {
  return triggers.some((trigger) => wantsFile(trigger, action, path));
}
