import { pageAt } from '../../shared/route.ts';

export const routes = [pageAt('/applications/$applicationId/tokens', () => import('./tokens-page.tsx'), 'TokensPage')];
