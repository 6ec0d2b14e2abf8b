import type { Attribute } from '../../api/types.ts';

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
