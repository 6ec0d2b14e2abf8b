export { UsageCounter } from './counter.ts';
export { countStatements, hourMs, type PayloadCount } from './counts.ts';
export { registerUsageRoutes } from './routes.ts';
export { UsageService } from './service.ts';
