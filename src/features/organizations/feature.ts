import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { applicationsFeature } from '../applications/index.ts';
import { usersFeature } from '../users/index.ts';
import { InviteService } from './invites.ts';
import { MemberService } from './members.ts';
import { organizationResource } from './resource.ts';
import { registerOrganizationRoutes } from './routes.ts';
import { OrganizationService } from './service.ts';
import { TransferService } from './transfer.ts';

/** Organizations: who belongs to them, in which role, and what moves between owners. */
export const organizationsFeature = defineFeature({
  name: 'organizations',
  needs: { access: accessFeature, applications: applicationsFeature, users: usersFeature },
  resources: [organizationResource],
  create(platform, { access: { access }, applications: { applications, summaries }, users: { users, check } }) {
    const { bus, database, links, mailer, now, reportError, resources } = platform;
    const onMailError = reportError('an invitation could not be mailed');
    const services = {
      organizations: new OrganizationService({ database, summaries, bus, now }),
      members: new MemberService({ database, bus, resources }),
      invites: new InviteService({ database, users, check, mailer, bus, now, onMailError, resources }),
      transfers: new TransferService({ database, access, applications }),
    };
    return {
      api: { transfers: services.transfers },
      mailLinks: [{ path: '/invites', page: 'invitation', isAction: true }],
      routes: (router) => registerOrganizationRoutes(router, { ...services, access, links }),
    };
  },
});
