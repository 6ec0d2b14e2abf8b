import { defineFeature } from '../../platform/feature.ts';
import { getPublic } from '../../platform/http/public-get.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { applicationsFeature } from '../applications/index.ts';
import { usageFeature } from '../usage/index.ts';
import { Admission } from './admission.ts';
import { type AlexaTrust, AlexaVerifier, publicRoots } from './alexa.ts';
import { webhookBundleKind } from './bundle.ts';
import { IncomingCalls } from './incoming-calls.ts';
import { WebhookListeners } from './listeners.ts';
import { registerWebhookCalls } from './public-route.ts';
import { WebhookRateLimit } from './rate-limit.ts';
import { WebhookReplies } from './replies.ts';
import { resealPasswords } from './reseal.ts';
import { webhookResource } from './resource.ts';
import { registerWebhookRoutes } from './routes.ts';
import { WebhookService } from './service.ts';
import { readSealed } from './store.ts';
import { WaitingRequests } from './waiting-requests.ts';

/** A chain of certificates has a few KiB. */
const certificateLimits = { maxBytes: 64 * 1024, timeoutMs: 5000 };

/**
 * Defines the feature.
 *
 * @param trust what Alexa's signatures are checked against in tests; left out: Amazon's certificates and public authorities
 */
export function defineWebhooks(trust: Partial<AlexaTrust> = {}) {
  return defineFeature({
    name: 'webhooks',
    needs: { applications: applicationsFeature, applicationLog: applicationLogFeature, usage: usageFeature },
    resources: [webhookResource],
    readSealed,
    create(platform, { applicationLog: { applicationLog }, usage: { counter } }) {
      const { config, database, elapsed, links, now, reportError, secrets } = platform;
      const listeners = new WebhookListeners();
      const admission = new Admission({ database, secrets, rateLimit: new WebhookRateLimit({ elapsed }) });
      const alexa = new AlexaVerifier({
        fetchText: (url) => getPublic(url, certificateLimits),
        roots: publicRoots,
        now,
        ...trust,
      });
      const waiting = new WaitingRequests({
        database,
        timeoutSeconds: config.replyTimeout,
        onError: reportError('replies to webhooks could not be looked for'),
      });
      const service = new WebhookService({ database, secrets, listeners, waiting, now });
      const calls = new IncomingCalls({ database, admission, alexa, listeners, waiting, counter, applicationLog, now });
      return {
        api: { listeners, replies: new WebhookReplies({ waiting, applicationLog }) },
        routes(router) {
          registerWebhookRoutes(router, { service, links });
          registerWebhookCalls(router, { admission, calls, links });
        },
        bundleKinds: [webhookBundleKind(service)],
        resealSecrets: (tx) => resealPasswords(tx, secrets),
        listens: {
          'application.deleted': ({ applicationRowId }) => waiting.endApplication(applicationRowId),
          'invalidations.missed': ({ about }) => {
            if (about === undefined || about === 'application.deleted') waiting.endDeleted();
          },
        },
        close: () => waiting.stop(),
      };
    },
  });
}

/** URLs of an application that anybody who knows them may call, for whatever listens to such calls. */
export const webhooksFeature = defineWebhooks();
