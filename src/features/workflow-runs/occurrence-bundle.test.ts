import fc from 'fast-check';
import { expect, it } from 'vitest';
import { publicRelay } from '../../kernel/relay.ts';
import { encodeOccurrence, type Occurrence } from './occurrence.ts';
import { occurrencesOf, splitBundle, toBundles } from './occurrence-bundle.ts';

const anyOccurrence = fc.record({
  applicationRowId: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom('state', 'connect', 'disconnect') as fc.Arbitrary<Occurrence['kind']>,
  data: fc.oneof(fc.jsonValue(), fc.date({ noInvalidDate: true }), fc.string({ minLength: 20_000, maxLength: 20_000 })),
});

it('brings back what is stored together, in the order of each application, and split as whole', () => {
  fc.assert(
    fc.property(fc.array(anyOccurrence, { maxLength: 200 }), (given) => {
      const occurrences = given.map(({ applicationRowId, kind, data }, index): [number, Occurrence] => [
        applicationRowId,
        { id: index.toString(16).padStart(24, '0'), kind, time: index, relay: publicRelay, data },
      ]);
      const bundles = toBundles(
        occurrences.map(([applicationRowId, { id, kind, ...content }]) => ({
          ...{ applicationRowId, id, kind },
          content: encodeOccurrence({ id, kind, ...content }),
        })),
      );
      for (const [at, { size, content }] of bundles.entries()) {
        expect(size).toBeLessThanOrEqual(64);
        if (size > 1) expect(content.length).toBeLessThan(70_000);
        const row = { ...(bundles[at] as (typeof bundles)[0]), rowId: at * 128 };
        const split = splitBundle(row);
        expect(split.flatMap(occurrencesOf)).toEqual(occurrencesOf(row));
        expect(split.map(({ rowId }) => rowId)).toEqual(split.map((_, index) => at * 128 + 1 + index));
      }
      for (const applicationRowId of [1, 2, 3]) {
        const stored = bundles.filter((bundle) => bundle.applicationRowId === applicationRowId).flatMap(occurrencesOf);
        const sent = occurrences.flatMap(([of, each]) => (of === applicationRowId ? [each] : []));
        expect(stored.map(encodeOccurrence)).toEqual(sent.map(encodeOccurrence));
        expect(stored.map(({ id, kind }) => [id, kind])).toEqual(sent.map(({ id, kind }) => [id, kind]));
      }
    }),
  );
});

it('has one row for all reports of a commit that are of one application', () => {
  const reports = Array.from({ length: 100 }, (_, index) => ({
    ...{ applicationRowId: 1 + (index % 2), kind: 'state', id: String(index), content: '{"time":1}' },
  }));
  expect(toBundles(reports).map(({ applicationRowId, size }) => [applicationRowId, size])).toEqual([
    [1, 50],
    [2, 50],
  ]);
});
