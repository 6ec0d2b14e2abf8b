// Written by npm run generate from the migrations and tables.ts; change those.
import type { Generated, GeneratedAlways } from 'kysely';

export interface MqttSessionTable {
  id: string;
  application_row_id: number;
  client_id: string;
}

export interface MqttSubscriptionTable {
  session_id: string;
  filter_hash: Uint8Array;
  filter: string;
  qos: number;
}

export interface MqttDeliveryTable {
  session_id: string;
  sequence: number;
  packet_id: number;
  topic: string;
  payload: Uint8Array;
  qos: number;
  retain: boolean;
  sent: boolean;
  released: Generated<boolean>;
}

export interface MqttIncomingTable {
  session_id: string;
  packet_id: number;
}

export interface MqttRetainedTable {
  application_row_id: number;
  topic_hash: Uint8Array;
  topic: string;
  payload: Uint8Array;
  qos: number;
}

export interface MqttWillTable {
  id: string;
  client_id: string;
  access: string;
  topic: string;
  payload: Uint8Array;
  qos: number;
  retain: boolean;
  connected_node: string | null;
}

export interface MqttClientTable {
  client_id: string;
  connected_node: string;
  former_node: string | null;
  generation: number;
}

export interface MqttInboxTable {
  session_id: string;
  number: GeneratedAlways<number>;
  topic: string;
  payload: Uint8Array;
  qos: number;
}

export interface MqttInterestTable {
  connected_node: string;
  application_row_id: number;
  prefix: string;
}

declare module '../database/database.ts' {
  interface Tables {
    mqtt_session: MqttSessionTable;
    mqtt_subscription: MqttSubscriptionTable;
    mqtt_delivery: MqttDeliveryTable;
    mqtt_incoming: MqttIncomingTable;
    mqtt_retained: MqttRetainedTable;
    mqtt_will: MqttWillTable;
    mqtt_client: MqttClientTable;
    mqtt_inbox: MqttInboxTable;
    mqtt_interest: MqttInterestTable;
  }
}
