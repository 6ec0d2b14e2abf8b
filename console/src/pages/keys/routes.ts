import { pageAt } from '../../shared/route.ts';

export const routes = [pageAt('/applications/$applicationId/keys', () => import('./keys-page.tsx'), 'KeysPage')];
