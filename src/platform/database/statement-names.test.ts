import { expect, it } from 'vitest';
import { StatementNames } from './statement-names.ts';

it('names a text once it has come often, always the same', () => {
  const names = new StatementNames();
  const given = Array.from({ length: 7 }, () => names.find('select 1'));
  expect(given.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
  expect(given[4]).toBeDefined();
  expect(new Set(given.slice(4)).size).toBe(1);
  for (let times = 0; times < 5; times += 1) names.find('select 2');
  expect(names.find('select 2')).not.toBe(names.find('select 1'));
});

it('stays bounded whatever it is asked', () => {
  const names = new StatementNames();
  const given = new Set<string | undefined>();
  for (let text = 0; text < 5000; text += 1)
    for (let times = 0; times < 5; times += 1) given.add(names.find(`select ${text}`));
  given.delete(undefined);
  expect(given.size).toBe(100);
});
