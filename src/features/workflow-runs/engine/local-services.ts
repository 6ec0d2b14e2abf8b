import type { HttpService } from '../../workflow-nodes/index.ts';
import { OutgoingHttp } from './outgoing-http.ts';

/** Services that a worker does itself: what they carry need not pass through the main thread. */
export interface LocalServices {
  readonly http: HttpService;
}

export function makeLocalServices(policy: { allowedHosts: readonly string[] }): LocalServices {
  return { http: new OutgoingHttp(policy) };
}
