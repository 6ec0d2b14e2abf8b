import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import { setCredentialReferences } from '../credentials/index.ts';
import type { FlowChange } from './runnable.ts';

/**
 * Notes which credentials the nodes of a workflow name, in all its versions, so that those cannot be renamed or deleted. A name that only a
 * run finds out (a template) is not known here.
 */
export async function noteCredentials(tx: Queryable, change: FlowChange): Promise<void> {
  const { flowId, flowRowId, applicationRowId, kind } = change;
  if (kind === 'deleted') {
    return setCredentialReferences(tx, applicationRowId, { type: 'flow', id: flowId, name: '' }, []);
  }
  const { rows } = await sql<{ name: string; credential: string | null }>`
    with flow_nodes as (
      select nodes from flow where flow_row_id = ${flowRowId}
      union all select nodes from flow_version where flow_row_id = ${flowRowId}
    ), named as (
      select distinct trim(node -> 'config' ->> 'credentialNameTemplate') as credential
      from flow_nodes, lateral jsonb_array_elements(nodes::jsonb) as node
      where nodes::text like '%credentialNameTemplate%'
    )
    select flow.name, named.credential from flow
      left join named on named.credential <> '' and position('{{' in named.credential) = 0
    where flow.flow_row_id = ${flowRowId}`.execute(tx);
  const names = rows.flatMap(({ credential }) => (credential === null ? [] : [credential]));
  const name = rows[0]?.name ?? '';
  await setCredentialReferences(tx, applicationRowId, { type: 'flow', id: flowId, name }, names);
}
