import { createHmac } from 'node:crypto';

/**
 * The value of `Signalbox-Signature`: `t=<Unix seconds>,v1=<hex>`, where `v1` is the HMAC-SHA256 of `<t>.<body>` under the
 * rule's secret (resources.md, "Notifications"). The time is part of it, so that who keeps a call cannot play it later.
 *
 * @param now epoch ms
 */
export function signBody(body: Uint8Array, secret: string, now: number): string {
  const time = Math.floor(now / 1000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')}`;
}
