import { type Static, Type } from 'typebox';
import { id } from '../../platform/http/schemas.ts';
import { tagQueries } from '../devices/index.ts';

const command = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  payload: Type.Optional(Type.Unknown()),
  time: Type.Optional(
    Type.Union([
      Type.String(),
      Type.Number(),
      Type.Object({ $date: Type.Union([Type.String(), Type.Number()]) }, { additionalProperties: false }),
    ]),
  ),
};
export const deviceCommand = Type.Object(command, { additionalProperties: false, title: 'Device Command' });
export const multiDeviceCommand = Type.Object(
  {
    ...command,
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    deviceTags: Type.Optional(tagQueries),
    deviceQuery: Type.Optional(Type.Object({}, { additionalProperties: true, title: 'Advanced Device Query' })),
  },
  { additionalProperties: false, title: 'Multi Device Command' },
);
export type MultiDeviceCommand = Static<typeof multiDeviceCommand>;
export const deviceCommands = Type.Array(
  Type.Object({
    name: Type.String(),
    time: Type.String({ format: 'date-time' }),
    payload: Type.Optional(Type.Unknown()),
  }),
  { title: 'Device Commands' },
);
export type DeviceCommand = Static<typeof deviceCommand>;
