import { expect, test } from 'vitest';
import { triggerDeclarations } from '../triggers.ts';
import { checkTriggerConfig } from './trigger-config.ts';

const check = (type: string, key: string, config: object) =>
  checkTriggerConfig({ type, key, config: config as Record<string, unknown>, meta: {}, outputIds: [] }, 0).map(
    ({ message }) => message,
  );
const id = '0123456789abcdef01234567';

const withOccasions = triggerDeclarations.flatMap(({ type, key, fields }) => {
  const occasions = fields.filter(({ isOccasion }) => isOccasion).map((field) => field.key);
  return occasions.length === 0 ? [] : [[type, key.kind === 'id' ? id : 'any', occasions] as const];
});
test.each(withOccasions)('%s needs one of its occasions, or it would never fire', (type, key, occasions) => {
  const off = Object.fromEntries(occasions.map((occasion) => [occasion, false]));
  expect(check(type, key, off)).toEqual([expect.stringContaining('never fires')]);
  for (const occasion of occasions) expect(check(type, key, { ...off, [occasion]: true })).toEqual([]);
});

test('messages of an integration fire unless they are switched off, as exports do not name them', () => {
  expect(check('integration', id, {})).toEqual([]);
});

test.each([{ maxAge: -1 }, { attributeWhitelist: 'n' }, { attributeBlacklist: { n: true } }])(
  'refuses %j, which would be ignored',
  (config) => {
    expect(check('deviceId', id, config)).toHaveLength(1);
  },
);
