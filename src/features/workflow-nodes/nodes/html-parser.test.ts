import { expect, test } from 'vitest';
import { compileTemplate } from '../../../platform/language/index.ts';
import { htmlParserNode } from './html-parser.ts';
import { runNode } from './test-bed.ts';

const page = '<table><tr><td class="value">1 &amp; <b>2</b></td><td>x</td><td class="value">3</td></tr></table>';

async function find(selector: string, format: string, document: unknown = page): Promise<unknown> {
  const config = {
    documentPath: 'page',
    selectorTemplate: selector,
    resultFormatTemplate: format,
    resultPath: 'found',
  };
  return (await runNode(htmlParserNode, config, { page: document })).payload.found;
}

test.each([
  ['td.value', 'text', ['1 & 2', '3']],
  ['td.value', '', ['1 & 2', '3']],
  ['td:not(.value)', 'xml', ['<td>x</td>']],
  ['td b', 'json', [{ type: 'element', name: 'b', children: [{ type: 'text', value: '2' }] }]],
  ['td + td.value', 'text', ['3']],
  ['li', 'text', []],
  ['td[', 'text', []],
  ['', 'text', ['1 & 2x3']],
])('%s as %s', async (selector, format, expected) => {
  expect(await find(selector, format)).toEqual(expected);
});

test('JSON of it becomes markup again', async () => {
  const [found] = (await find('tr', 'json')) as [unknown];
  expect(compileTemplate('{{toHtml found}}', { escape: true }).render({ found })).toBe(
    page.replace('<table>', '').replace('</table>', ''),
  );
});

test('XML keeps its case and its empty elements', async () => {
  const xml = '<?xml version="1.0"?><Root><Item id="1"/><Item id="2">b</Item></Root>';
  expect(await find('Item', 'xml', xml)).toEqual(['<Item id="1"/>', '<Item id="2">b</Item>']);
});

test('what is no text has no elements; what is too large or too deep is refused', async () => {
  expect(await find('td', 'text', null)).toEqual([]);
  expect(await find('td', 'text', { a: 1 })).toEqual([]);
  await expect(find('td', 'text', '<div>'.repeat(600))).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(find('td', 'text', ' '.repeat(1024 * 1024 + 1))).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(find('td', 'yaml')).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(find('td', 'constructor')).rejects.toMatchObject({ name: 'ValidationError' });
  expect(await find(`td${' td'.repeat(300)}`, 'text')).toEqual([]);
});
