/** The tables of this part, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  mqtt_session: object;
  mqtt_subscription: object;
  mqtt_delivery: object;
  mqtt_incoming: object;
  mqtt_retained: object;
  mqtt_will: object;
  mqtt_client: object;
  mqtt_inbox: object;
  mqtt_interest: object;
}
