import type { Attribute } from '../../api/types.ts';
import { t } from '../../words/words.ts';

/** Everything that a device has to know. Ids, key and secret are hex and dashes: nothing in them needs quoting anywhere. */
export interface Target {
  /** Of the API, `http://host:port`. */
  readonly origin: string;
  /** The host by itself; an IPv6 address without its brackets. */
  readonly host: string;
  readonly mqttPort: number;
  readonly tls: boolean;
  readonly applicationId: string;
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
  readonly attributes: readonly Pick<Attribute, 'name' | 'dataType'>[];
}

/** Where a device connects, as this page was reached, with the MQTT port that the server tells. */
export function makeTarget(
  device: { readonly id: string; readonly attributes?: Target['attributes'] },
  access: {
    readonly applicationId: string;
    readonly mqtt: { readonly port: number; readonly tls: boolean } | undefined;
    readonly key: string;
    readonly secret: string;
  },
): Target {
  const { applicationId, mqtt, key, secret } = access;
  return {
    origin: window.location.origin,
    host: window.location.hostname.replace(/^\[|\]$/g, ''),
    mqttPort: mqtt?.port ?? 1883,
    tls: mqtt?.tls ?? false,
    applicationId,
    deviceId: device.id,
    key,
    secret,
    attributes: device.attributes ?? [],
  };
}

/** What leaving the page would lose, for `useUnsaved`, while the secret of a new access key has not been copied. */
export const secretWords = t('The secret of the access key is shown only here, and was neither copied nor saved.');
