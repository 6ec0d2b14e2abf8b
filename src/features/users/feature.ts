import { FailureLimiter } from '../../platform/cluster/failure-limiter.ts';
import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { applicationsFeature } from '../applications/index.ts';
import { recentItemsFeature } from '../recent-items/index.ts';
import { AccountService } from './account.ts';
import { UserAdministration } from './administration.ts';
import { CredentialCheck } from './credentials.ts';
import { EmailChange } from './email-change.ts';
import { LoginService } from './login.ts';
import { LoginThrottle } from './login-throttle.ts';
import { readSealedSecrets, resealSecrets } from './reseal.ts';
import { userResource } from './resource.ts';
import { registerUserRoutes } from './routes.ts';
import { UserService } from './service.ts';

/** People: how they log in, what they are called, and who looks after them. */
export const usersFeature = defineFeature({
  name: 'users',
  needs: { access: accessFeature, applications: applicationsFeature, recentItems: recentItemsFeature },
  resources: [userResource],
  readSealed: readSealedSecrets,
  create(platform, needed) {
    const {
      access: { access },
      applications: { applications, summaries },
      recentItems: { recentItems },
    } = needed;
    const { grantableActions: actions, bus, config, database, elapsed, links, mailer, now, redis, secrets } = platform;
    const users = new UserService({ database, applications, secrets, bus, now });
    const throttle = new LoginThrottle({ failures: new FailureLimiter({ name: 'login', redis, elapsed }) });
    const check = new CredentialCheck({ database, throttle, secrets, now });
    const login = new LoginService({ database, access, check, actions, now });
    const emails = new EmailChange({ database, mailer, bus, now });
    const account = new AccountService({
      ...{ database, users, login, check, secrets, summaries, recentItems, emails, bus, now },
    });
    const administration = new UserAdministration({ database, users, bus, now });
    return {
      api: { users, check },
      mailLinks: [{ path: '/confirm-email', page: 'confirm-email', isAction: false }],
      routes: (router) => registerUserRoutes(router, { login, account, emails, administration, links }),
      resealSecrets: (tx) => resealSecrets(tx, secrets),
      async start() {
        const wanted = { email: config.adminEmail, password: config.adminPassword };
        await users.ensureAdministrator(wanted, platform.onAdministrator);
      },
    };
  },
});
