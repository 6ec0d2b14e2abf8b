import { expect, it } from 'vitest';
import { maxAnswerBytes, readPortions } from './read-portions.ts';

const source = (rows: readonly string[]) => {
  const asked: { offset: number; limit: number }[] = [];
  return {
    asked,
    read: async (portion: { offset: number; limit: number }) => {
      asked.push(portion);
      return rows.slice(portion.offset, portion.offset + portion.limit);
    },
  };
};
const light = Array.from({ length: 1000 }, (_, index) => String(index));

it('reads all that is asked for, in order, and says whether more follows', async () => {
  const { asked, read } = source(light);
  expect(await readPortions(1000, read)).toEqual({ rows: light, complete: false, truncated: false });
  expect(asked.length).toBeLessThan(8);
  expect(await readPortions(2000, source(light).read)).toEqual({ rows: light, complete: true, truncated: false });
  expect(await readPortions(10, source(light).read)).toMatchObject({ rows: light.slice(0, 10), complete: false });
  expect(await readPortions(10, source([]).read)).toEqual({ rows: [], complete: true, truncated: false });
});

it('ends early when the rows weigh more than an answer may, and holds little more than that at any time', async () => {
  const fat = 'x'.repeat(256 * 1024);
  const { asked, read } = source(Array.from({ length: 1000 }, () => fat));
  const { rows, truncated } = await readPortions(1000, read);
  expect(truncated).toBe(true);
  expect(rows.length * fat.length).toBeLessThanOrEqual(maxAnswerBytes);
  expect((rows.length + 1) * fat.length).toBeGreaterThan(maxAnswerBytes * 0.95);
  const read1 = asked.reduce((sum, { limit }) => sum + limit, 0);
  expect(read1 * fat.length).toBeLessThan(4 * maxAnswerBytes);
});

it('returns a single row that is heavier than an answer may be', async () => {
  const whale = 'x'.repeat(maxAnswerBytes + 1);
  expect((await readPortions(5, source([whale, 'y']).read)).rows).toEqual([whale]);
});
