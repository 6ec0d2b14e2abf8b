export { activeAttributes, planAttributes, type StoredAttribute } from './attributes.ts';
export { checkRelations } from './changes.ts';
export { type CommandForm, checkCommandForms, commandForms } from './command-forms.ts';
export {
  brokerConnectionStatement,
  disconnectLeftStatement,
  leftConnected,
  leftConnectedBy,
  reportedConnectionStatement,
} from './connected.ts';
export { describeDisconnect } from './connection-info.ts';
export { checkDeviceQuery } from './device-query.ts';
export { DeviceDirectory, type DeviceProfile, toProfile } from './directory.ts';
export { devicesFeature } from './feature.ts';
export type { DeviceMessageLimit, LimitState } from './message-limit.ts';
export { purgeDeviceRows } from './purge.ts';
export { actsFor, isGateway, reachDevice } from './reach.ts';
export {
  type Attribute,
  attribute,
  type DevicePost,
  deviceClass,
  tagQueries,
  tags as deviceTags,
} from './schemas.ts';
export {
  checkReach,
  type DeviceCreationListener,
  DeviceService,
  maxSelectedDevices,
} from './service.ts';
export type { DeviceSelection } from './store.ts';
