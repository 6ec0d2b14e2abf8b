import { type Static, Type } from 'typebox';
import {
  dateTime,
  email,
  id,
  links,
  normalized,
  pageAnswerOf,
  pageQuery,
  tagValue,
} from '../../platform/http/schemas.ts';
import { commandForms } from './command-forms.ts';

export const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
export const description = Type.String({ maxLength: 32767 });
export const tagKey = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' });
export const attributeName = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' });
/** The tags of a device; a key may stand there more than once. */
export const tags = Type.Array(Type.Object({ key: tagKey, value: tagValue }, { additionalProperties: false }), {
  maxItems: 100,
});
/** Tags that a query names: key, value or both. A device that has any of them is meant. */
export const tagQueries = Type.Array(
  Type.Object(
    { key: Type.Optional(tagKey), value: Type.Optional(tagValue) },
    // One with neither would mean nothing, and a rule or key that has only such could never work.
    { additionalProperties: false, minProperties: 1 },
  ),
  { maxItems: 100 },
);
const aggregation = Type.Enum(['FIRST', 'LAST', 'COUNT', 'MAX', 'MIN', 'MEDIAN', 'MEAN', 'SUM', 'STD_DEV']);

/** An attribute of a device, as its owner defines it. */
export const attribute = Type.Object(
  {
    name: attributeName,
    dataType: Type.Enum(['string', 'number', 'gps', 'boolean']),
    contentType: Type.Optional(Type.String({ maxLength: 64 })),
    /** Ms for which values are kept, where that is shorter than for the application. Ours. */
    dataTTL: Type.Optional(Type.Integer({ minimum: 86_400_000, maximum: 3_155_760_000_000 })),
    description: Type.Optional(Type.String({ maxLength: 32767 })),
    attributeTags: Type.Optional(
      Type.Record(Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' }), tagValue, { additionalProperties: false }),
    ),
    system: Type.Optional(
      Type.Object(
        {
          aggregation: Type.Optional(aggregation),
          aggregationOptions: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 0 })),
          childAttributes: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  name: attributeName,
                  mode: Type.Enum(['all', 'whitelist', 'blacklist']),
                  deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
                  deviceTags: Type.Optional(tagQueries),
                },
                { additionalProperties: false },
              ),
              { maxItems: 256 },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
/** An attribute as the API takes and returns it. */
export type Attribute = Static<typeof attribute>;

/** What a device is to others (semantics.md, "Devices and their state"). */
export const deviceClass = Type.Enum(['standalone', 'gateway', 'peripheral', 'floating', 'edgeCompute', 'system']);
const writable = {
  description: Type.Optional(description),
  tags: Type.Optional(tags),
  attributes: Type.Optional(Type.Array(attribute, { maxItems: 256 })),
  deviceClass: Type.Optional(deviceClass),
  gatewayId: Type.Optional(id),
  parentId: Type.Optional(Type.Union([id, Type.Null()])),
  systemInterval: Type.Optional(Type.Integer({ minimum: 5, maximum: 3600 })),
  keepDuplicates: Type.Optional(Type.Boolean()),
  commandForms: Type.Optional(commandForms),
};
export const devicePost = Type.Object({ name, ...writable }, { additionalProperties: false, title: 'Device Post' });
/** What a new device is to be. */
export type DevicePost = Static<typeof devicePost>;
export const devicePatch = Type.Object(
  { name: Type.Optional(name), ...writable },
  { additionalProperties: false, title: 'Device Patch' },
);
export type DevicePatch = Static<typeof devicePatch>;

const advancedQuery = Type.Object({}, { additionalProperties: true, title: 'Advanced Device Query' });
/** `operations.ts` says which of them go together and what `value` must be for each. */
const operation = Type.Object(
  {
    operation: Type.Enum(['set', 'remove', 'add']),
    target: Type.Enum([
      'name',
      'description',
      'deviceClass',
      'gatewayId',
      'parentId',
      'systemInterval',
      'keepDuplicates',
      'tag',
      'attribute',
      'attributeTag',
      'attributeDescription',
      'attributeSystem',
    ]),
    value: Type.Optional(Type.Unknown()),
    attributeName: Type.Optional(attributeName),
    tagKey: Type.Optional(tagKey),
  },
  { additionalProperties: false },
);
export type OperationBody = Static<typeof operation>;
export const devicesPatch = Type.Object(
  {
    query: Type.Optional(advancedQuery),
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    updateFields: Type.Optional(devicePatch),
    updateOperations: Type.Optional(Type.Array(operation, { maxItems: 25 })),
    email: Type.Optional(email),
  },
  { additionalProperties: false, title: 'Devices Patch' },
);
export type DevicesPatch = Static<typeof devicesPatch>;
export const devicesDelete = Type.Object(
  { query: advancedQuery, email: Type.Optional(email) },
  { additionalProperties: false, title: 'Devices Delete Post' },
);
export type DevicesDelete = Static<typeof devicesDelete>;
const count = Type.Integer({ minimum: 0 });
export const devicesUpdated = Type.Object(
  {
    updated: count,
    failed: count,
    skipped: count,
    /** Ours: why devices failed, of the first of them. */
    failures: Type.Array(Type.Object({ deviceId: id, message: Type.String() })),
  },
  { title: 'Devices Updated' },
);
export const devicesDeleted = Type.Object({ removed: count, failed: count }, { title: 'Bulk Deletion Response' });

export const device = Type.Object(
  {
    id,
    deviceId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    description: Type.String(),
    tags,
    attributes: Type.Array(attribute),
    deviceClass,
    gatewayId: Type.Optional(id),
    parentId: Type.Union([id, Type.Null()]),
    systemInterval: Type.Optional(Type.Integer()),
    keepDuplicates: Type.Boolean(),
    /** Ours; left out where there are none. */
    commandForms: Type.Optional(commandForms),
    connectionInfo: Type.Optional(
      Type.Object({
        connected: Type.Union([Type.Literal(0), Type.Literal(1), Type.Null()]),
        time: Type.Optional(dateTime),
        connectedAt: Type.Optional(dateTime),
        disconnectedAt: Type.Optional(dateTime),
        disconnectReason: Type.Optional(Type.String()),
        messagesFromClient: Type.Optional(Type.Number()),
        messagesToClient: Type.Optional(Type.Number()),
      }),
    ),
    _type: Type.Literal('device'),
    _links: Type.Optional(links),
  },
  { title: 'Device' },
);
const flag = Type.Optional(Type.String());
/** An advanced device query as JSON text, as it travels in a query string; `compileDeviceQuery` says what it may hold. */
const deviceQueryText = Type.Optional(Type.String());
export const deviceQuery = Type.Object({ excludeConnectionInfo: flag });
export const devicesQuery = Type.Object({
  ...pageQuery,
  deviceClass: Type.Optional(Type.Array(deviceClass, { maxItems: 100 })),
  tagFilter: Type.Optional(tagQueries),
  excludeConnectionInfo: flag,
  parentId: Type.Optional(id),
  query: deviceQueryText,
  sortAttribute: Type.Optional(attributeName),
});
export type DevicesQuery = Static<typeof devicesQuery>;
export const devices = pageAnswerOf(device, 'Devices', {
  applicationId: id,
  deviceClass: Type.Optional(deviceClass),
  tagFilter: Type.Optional(tagQueries),
  parentId: Type.Optional(id),
  query: Type.Optional(Type.Object({}, { additionalProperties: true })),
});

const startsWith = Type.Optional(Type.String({ maxLength: 255, ...normalized }));
export const tagKeysQuery = Type.Object({ query: deviceQueryText, startsWith });
export const tagValuesQuery = Type.Object({ query: deviceQueryText, startsWith, key: tagKey });
export const attributeNamesQuery = Type.Object({
  query: deviceQueryText,
  startsWith,
  dataType: Type.Optional(
    Type.Array(Type.Enum(['string', 'number', 'gps', 'boolean', 'blob']), { minItems: 1, maxItems: 5 }),
  ),
});
export const tagKeys = Type.Object({ tagKeys: Type.Array(Type.String()) }, { title: 'Tag Keys Response' });
export const tagValues = Type.Object(
  { tagKey: Type.String(), tagValues: Type.Array(Type.String()) },
  { title: 'Tag Values Response' },
);
export const attributeNames = Type.Object(
  { attributeNames: Type.Array(Type.String()) },
  { title: 'Attribute Names Response' },
);
