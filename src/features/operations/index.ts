export { type Measurement, Metrics } from './metrics.ts';
export { registerOperationRoutes } from './routes.ts';
