import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/first-run', () => import('./first-run-page.tsx'), 'FirstRunPage', { standalone: true }),
];
