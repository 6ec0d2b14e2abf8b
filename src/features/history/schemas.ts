import { type Static, Type } from 'typebox';
import { id } from '../../platform/http/schemas.ts';

/**
 * States of several devices. Times and values are judged one by one, so that one bad state does not cost the others.
 * As many as fit into a body of 256 KiB, and no more than one transaction should hold.
 */
export const historyImport = Type.Object(
  {
    states: Type.Array(
      Type.Object({ deviceId: id, time: Type.Unknown(), data: Type.Unknown() }, { additionalProperties: false }),
      { minItems: 1, maxItems: 5000 },
    ),
  },
  { additionalProperties: false, title: 'History Import', 'x-judged-by-value': true },
);
export type HistoryImport = Static<typeof historyImport>;

const remarks = Type.Array(Type.Object({ index: Type.Integer(), message: Type.String() }));
export const historyImportAnswer = Type.Object(
  {
    /** States stored, those that were there already included. */
    stored: Type.Integer(),
    rejected: remarks,
    /** Values left out of states that were stored. */
    dropped: remarks,
  },
  { title: 'History Import Result' },
);
