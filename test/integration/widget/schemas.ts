import { Type } from 'typebox';
import { id, pageAnswerOf } from '../../../src/platform/http/schemas.ts';
import { secret } from '../../../src/platform/secrets/secret-field.ts';

export const widgetPost = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.String({ maxLength: 255 })),
    deviceId: Type.Optional(id),
    pinSecret: Type.Optional(secret(Type.String())),
  },
  { additionalProperties: false },
);
export const widgetPatch = Type.Partial(widgetPost, { additionalProperties: false });
export const widget = Type.Object({ id, name: Type.String(), description: Type.String(), deviceId: Type.Optional(id) });
export const widgets = pageAnswerOf(widget, 'Widgets');
