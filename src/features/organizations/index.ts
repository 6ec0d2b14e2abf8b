export { InviteService } from './invites.ts';
export { MemberService } from './members.ts';
export { registerOrganizationRoutes } from './routes.ts';
export { OrganizationService } from './service.ts';
export { TransferService } from './transfer.ts';
