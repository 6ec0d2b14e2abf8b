import { defineFeature } from '../../platform/feature.ts';
import { applicationKeysFeature } from '../application-keys/index.ts';
import { applicationsFeature } from '../applications/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { usersFeature } from '../users/index.ts';
import { alignSelfSecret, ensureSelf, type SelfIdentity, selfSecret } from './bootstrap.ts';
import { SelfReporter } from './reporter.ts';

/** The server as a device of its own: made at the first start, and reporting its load over its own MQTT port. */
export const selfMonitoringFeature = defineFeature({
  name: 'self-monitoring',
  needs: {
    applicationKeys: applicationKeysFeature,
    applications: applicationsFeature,
    deviceState: deviceStateFeature,
    devices: devicesFeature,
    users: usersFeature,
  },
  create({ config, database, node, secrets, reportError }, needs) {
    const parts = {
      users: needs.users.users,
      applications: needs.applications.applications,
      devices: needs.devices.devices,
      keys: needs.applicationKeys.keys,
      database,
      secrets,
    };
    let self: SelfIdentity | undefined;
    let reporter: SelfReporter | undefined;
    return {
      api: {
        /** Undefined before the start, and where there is no such device. */
        get self() {
          return self;
        },
      },
      async start() {
        self = await ensureSelf({ ...parts, mayCreate: config.selfDevice });
        if (self) await alignSelfSecret(database, self, secrets);
      },
      async open({ mqtt }) {
        if (!self || !config.selfDevice) return;
        reporter = new SelfReporter({
          url: mqtt,
          self,
          secret: selfSecret(secrets),
          readStored: () => needs.deviceState.ingest.stored,
          isChosen: node && (() => node.isFirst()),
          onError: reportError('self device'),
        });
        await reporter.start();
      },
      close: () => reporter?.stop(),
    };
  },
});
