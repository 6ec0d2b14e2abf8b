import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkPlace, decodePath, encodePath, listDirectories, readDirectory, readName, toPath } from './paths.ts';

it.each([
  ['', '/'],
  ['/', '/'],
  ['a', '/a/'],
  ['/a/b', '/a/b/'],
  ['a/b/', '/a/b/'],
  ['//a//b//', '/a/b/'],
  ['a\u0308', '/ä/'],
])('takes the directory %j as %j', (text, directory) => {
  expect(readDirectory(text)).toBe(directory);
});

it.each(['..', 'a/../b', './a', 'a\\b', 'a\u0000', '\u009f', '\ud800'])('refuses the directory %j', (text) => {
  expect(() => readDirectory(text)).toThrow(/^parentDirectory has a step that must/);
});

it.each(['', '.', '..', 'a/b', 'a\\b', 'a\tb', '\u007f', '\udc00'])('refuses the name %j', (text) => {
  expect(() => readName(text)).toThrow(/^name must/);
});

it.each(['...', ' ', '.hidden', 'a b', 'ä', '😀', 'con', '%2e%2e', 'a:b', '<script>'])('takes the name %j', (text) => {
  expect(readName(text)).toBe(text);
});

it('counts the bytes of the whole path', () => {
  const parentDirectory = readDirectory('d'.repeat(500));
  expect(() => checkPlace({ parentDirectory, name: 'n'.repeat(523) })).not.toThrow();
  expect(() => checkPlace({ parentDirectory, name: 'n'.repeat(524) })).toThrow(/1024 bytes/);
  expect(() => checkPlace({ parentDirectory, name: 'ü'.repeat(262) })).toThrow(/1024 bytes/);
  expect(() => readDirectory('d'.repeat(1025))).toThrow(/1024 bytes/);
});

it('names the directories on the way, from the outermost', () => {
  expect(listDirectories('/')).toEqual([]);
  expect(listDirectories('/a/b/').map(toPath)).toEqual(['/a', '/a/b']);
});

it('finds what it has encoded, and nothing by another way', () => {
  const step = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => {
    try {
      readName(text);
      return true;
    } catch {
      return false;
    }
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
      const name = readName(steps.at(-1) ?? '');
      const place = { parentDirectory: readDirectory(steps.slice(0, -1).join('/')), name };
      expect(decodePath(encodePath(place))).toEqual(place);
    }),
  );
  for (const path of ['', 'a/', '/a', 'a//b', '..', 'a/%2e%2e/b', 'a%2fb', 'a%5cb', 'a%00', '%ff', '%']) {
    expect([path, decodePath(path)]).toEqual([path, undefined]);
  }
});
