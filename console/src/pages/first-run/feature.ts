import type { Feature } from '../../shared/feature.ts';
import { routes } from './routes.ts';

export const firstRun: Feature = {
  routes,
};
