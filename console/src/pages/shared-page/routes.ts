import { pageAt } from '../../shared/route.ts';

export const routes = [pageAt('/shared-page', () => import('./shared-page.tsx'), 'SharedPage', { standalone: true })];
