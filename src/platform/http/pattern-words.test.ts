import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describePattern } from './pattern-words.ts';

it('says in words what each pattern of the API asks for', () => {
  const patterns = new Set<string>();
  JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'), (key, value) => {
    if (key === 'pattern' && typeof value === 'string') patterns.add(value);
    if (key === 'patternProperties') for (const pattern of Object.keys(value)) patterns.add(pattern);
    return value;
  });
  expect(patterns.size).toBeGreaterThan(5);
  expect([...patterns].filter((pattern) => describePattern(pattern) === undefined)).toEqual([]);
});
