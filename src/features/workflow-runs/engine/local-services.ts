import type { ConnectionService, HttpService } from '../../workflow-nodes/index.ts';
import { OpenConnections } from './open-connections.ts';
import { OutgoingConnections } from './outgoing-connections.ts';
import { OutgoingHttp } from './outgoing-http.ts';

/** Services that a worker does itself: what they carry need not pass through the main thread. */
export interface LocalServices {
  readonly http: HttpService;
  readonly connections: ConnectionService;
}

export function makeLocalServices(policy: { allowedHosts: readonly string[] }): LocalServices {
  const open = new OpenConnections();
  return { http: new OutgoingHttp(policy, open), connections: new OutgoingConnections(policy, open) };
}
