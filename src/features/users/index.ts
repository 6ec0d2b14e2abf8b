export { usersFeature } from './feature.ts';
export type { UserService } from './service.ts';
