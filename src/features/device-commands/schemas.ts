import { type Static, Type } from 'typebox';

export const deviceCommand = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    payload: Type.Optional(Type.Unknown()),
    time: Type.Optional(
      Type.Union([
        Type.String(),
        Type.Number(),
        Type.Object({ $date: Type.Union([Type.String(), Type.Number()]) }, { additionalProperties: false }),
      ]),
    ),
  },
  { additionalProperties: false, title: 'Device Command' },
);
export const deviceCommands = Type.Array(
  Type.Object({
    name: Type.String(),
    time: Type.String({ format: 'date-time' }),
    payload: Type.Optional(Type.Unknown()),
  }),
  { title: 'Device Commands' },
);
export type DeviceCommand = Static<typeof deviceCommand>;
