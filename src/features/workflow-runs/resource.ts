import { sql } from 'kysely';
import { deleteInChunks } from '../../platform/database/delete-in-chunks.ts';
import type { Resource } from '../../platform/resources/resource.ts';

/** A run is what has happened: no resource of search, counts or the record of changes. */
export const workflowRunResource: Resource = {
  type: 'flowRun',
  label: 'Run',
  parent: 'flow',
  idParameter: 'runId',
  table: 'workflow_run',
  rowId: 'run_row_id',
  async purge(database, applicationRowId, signal) {
    for (const table of ['workflow_occurrence', 'workflow_silence', 'workflow_heard'] as const) {
      await deleteInChunks(database, table, sql`application_row_id = ${applicationRowId}`, signal);
    }
  },
};
