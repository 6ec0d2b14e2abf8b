import { expect, test } from 'vitest';
import { htmlToText } from './html-text.ts';

test.each([
  ['<p>It has <b>31</b> degrees.</p><p>Go &amp; see</p>', 'It has 31 degrees.\nGo & see'],
  ['<style>p { color: red }</style><h1>Alarm</h1><br>a<br/>b', 'Alarm\na\nb'],
  ['a < b', 'a < b'],
  ['plain', 'plain'],
  ['<'.repeat(100_000), '<'.repeat(100_000)],
])('%.40s', (html, text) => {
  expect(htmlToText(html)).toBe(text);
});
