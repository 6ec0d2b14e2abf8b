import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/workflows', () => import('./list/workflows-page.tsx'), 'WorkflowsPage'),
  pageAt('/applications/$applicationId/workflows/$flowId', () => import('./workflow-page.tsx'), 'WorkflowPage'),
];
