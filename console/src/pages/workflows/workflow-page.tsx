import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { Editor } from './editor.tsx';
import { workflowQuery } from './queries.ts';

/** The editor of one workflow. */
export function WorkflowPage() {
  const { applicationId } = useIds();
  const { flowId = '' } = useParams({ strict: false }) as { flowId?: string };
  const query = useQuery(workflowQuery(applicationId, flowId));
  return <QueryView query={query}>{(workflow) => <Editor key={workflow.id} workflow={workflow} />}</QueryView>;
}
