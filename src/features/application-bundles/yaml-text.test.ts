import { expect, it } from 'vitest';
import { readYaml, writeYaml } from './yaml-text.ts';

it('writes what it reads as the same values, and equal values as equal texts', () => {
  const value = {
    text: ['2026-01-01', '0x10', 'yes', 'null', '~', '- a', 'a: b', ' lead', 'line\nbreak', 'é\u{1f321}', '12e3', ''],
    numbers: [0, -1.5, 1e21],
    none: null,
    deep: { b: [], a: {} },
  };
  const text = writeYaml(value);
  expect(readYaml(text, 'a.yaml')).toEqual(value);
  expect(writeYaml({ deep: { a: {}, b: [] }, none: null, numbers: value.numbers, text: value.text })).toBe(text);
});

it('reads plain values only', () => {
  expect(readYaml('a: 2026-01-01\nb: &x [1]\nc: *x\n', 'a.yaml')).toEqual({ a: '2026-01-01', b: [1], c: [1] });
  expect(() => readYaml('a: !!binary aGk=', 'a.yaml')).toThrow(/^a\.yaml/);
  expect(() => readYaml('a: 1\na: 2\n', 'a.yaml')).toThrow('a.yaml is no YAML in line 2');
  expect(() => readYaml(`${'- '.repeat(200)}x`, 'a.yaml')).toThrow(/^a\.yaml/);
});
