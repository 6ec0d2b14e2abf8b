import { invalid } from '../../kernel/errors.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { type AccessWatch, openReplayStream } from '../../platform/http/replay-stream.ts';
import type { ApplicationLog } from './application-log.ts';
import { logQuery, logTypes } from './schemas.ts';

/** The application log as an event stream (ours). It ends when the caller may no longer read the application. */
export function registerApplicationLogRoutes(
  router: ActionRouter,
  options: { applicationLog: ApplicationLog; access: AccessWatch },
): void {
  router.handle('application.logStream', {
    summary: 'Server-Sent Events with what happens in the application: what people debug devices with.',
    query: logQuery,
    stream: true,
    handle: async (call) => {
      const { deviceId, types } = call.query;
      const wanted = types === undefined ? undefined : new Set<string>(types.split(',').map((type) => type.trim()));
      for (const type of wanted ?? []) {
        if (!logTypes.some((known) => known === type)) {
          throw invalid('types', `must be a comma-separated list of ${logTypes.join(', ')}`);
        }
      }
      const device = deviceId?.toLowerCase();
      return openReplayStream(call, {
        windows: options.applicationLog.windows,
        key: call.application.applicationId,
        event: 'log',
        accepts: (line) => (device === undefined || line.deviceId === device) && (wanted?.has(line.type) ?? true),
        access: options.access,
      });
    },
  });
}
