import type { Feature } from '../../shared/feature.ts';
import { routes } from './routes.ts';

export const confirmEmail: Feature = {
  routes,
};
