import { randomBytes } from 'node:crypto';

/** A client id for the other broker: at most 23 letters, digits and hyphens, since more need not be accepted [MQTT-3.1.3-5]. */
export function makeClientId(): string {
  return `signalbox-${randomBytes(6).toString('hex')}`;
}
