import { defineFeature } from '../../platform/feature.ts';
import { AccessService } from './service.ts';
import { deleteExpiredTokens } from './store.ts';
import { TokenUse } from './token-use.ts';

/** Who calls and what they reach: the gatekeeper of every route. */
export const accessFeature = defineFeature({
  name: 'access',
  create({ database, bus, now, reportError }) {
    const use = new TokenUse({ database, now, onError: reportError('the use of tokens could not be written') });
    const access = new AccessService({ database, bus, use, now });
    return {
      api: { access, tokenUse: use },
      listens: access.listens,
      jobs(jobs) {
        jobs.define('tokens.expire', { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () =>
          deleteExpiredTokens(database.kysely, new Date(now())),
        );
        jobs.schedule('tokens.expire', '30 * * * *');
      },
      start: () => use.start(),
      stop: () => use.stop(),
    };
  },
});
