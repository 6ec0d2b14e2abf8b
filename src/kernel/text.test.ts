import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isEmail } from './email.ts';
import { countCharacters, cutText } from './text.ts';

const anyText = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\ud83d', '\ude00') });

it('counts and cuts by code points', () => {
  fc.assert(
    fc.property(anyText, fc.nat(20), (text, max) => {
      const characters = [...text];
      expect(countCharacters(text)).toBe(characters.length);
      expect(cutText(text, max)).toBe(characters.slice(0, max).join(''));
    }),
  );
});

it.each(['a@b', 'admin@localhost', 'a.b+c@example.co.uk', 'jörg@bücher.example', "o'brien@example.com"])(
  'takes the address %s',
  (text) => {
    expect(isEmail(text)).toBe(true);
  },
);

it.each([
  '',
  'a',
  '@',
  'a@',
  '@b',
  'a@b@c',
  'a b@c',
  'a@b c',
  'a@b..c',
  'a@.b',
  'a@b.',
  'a,b@c',
  '<a@b>',
  'a@b\r\nBcc: c@d',
  `${'x'.repeat(65)}@b`,
  `a@${'b'.repeat(253)}`,
  'a\u200b@b',
  '\u202eb@a',
  'a@b\ufeff.example',
])('refuses %j, which no mail could be sent to', (text) => {
  expect(isEmail(text)).toBe(false);
});
