import { Type } from 'typebox';
import { normalized } from '../../platform/http/schemas.ts';

export const searchQuery = Type.Object({ filter: Type.String({ minLength: 1, maxLength: 255, ...normalized }) });

export const searchResults = Type.Array(
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    _type: Type.String(),
    metadata: Type.Object({ descriptor: Type.String() }, { additionalProperties: true }),
  }),
  { title: 'Application Search Result' },
);
