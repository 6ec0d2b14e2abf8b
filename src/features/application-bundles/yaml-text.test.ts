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

it('keeps the digits of numbers that no double holds, for whoever takes them to judge', () => {
  const text = '{"a":9007199254740993,"b":[-9007199254740993.0,1e400,1e-400],"c":{"d":0.1},"e":"9007199254740993"}';
  expect(JSON.stringify(readYaml(text, 'a.yaml'))).toBe(text);
  expect(readYaml('a: 0x10\nb: 1e3\nc: -.5\nd: +7\ne: 007\n', 'a.yaml')).toEqual({
    a: 16,
    b: 1000,
    c: -0.5,
    d: 7,
    e: 7,
  });
});

it('reads plain values only', () => {
  expect(readYaml('a: 2026-01-01\nb: &x [1]\nc: *x\n', 'a.yaml')).toEqual({ a: '2026-01-01', b: [1], c: [1] });
  expect(() => readYaml('a: !!binary aGk=', 'a.yaml')).toThrow(/^a\.yaml/);
  expect(() => readYaml('a: 1\na: 2\n', 'a.yaml')).toThrow('a.yaml is no YAML in line 2');
  expect(() => readYaml(`${'- '.repeat(200)}x`, 'a.yaml')).toThrow(/^a\.yaml/);
});
