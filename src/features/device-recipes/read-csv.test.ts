import { expect, it } from 'vitest';
import { readCsv } from './read-csv.ts';

const read = (text: string, maxRows = 100) => readCsv(text, { maxRows });

it.each([
  ['a,b\n1,2\n', ['a', 'b'], [['1', '2']]],
  ['\ufeffa,b\r\n1,2', ['a', 'b'], [['1', '2']]],
  ['a,b\r1,"x\r\ny ""z"""\r', ['a', 'b'], [['1', 'x\r\ny "z"']]],
  // As spreadsheets end each line with as many commas as the longest had.
  [
    'a,b,,\n1,2,,\n3,4,5,\n',
    ['a', 'b'],
    [
      ['1', '2'],
      ['3', '4', '5'],
    ],
  ],
  [
    'a,b\n,\n\n1,2\n\n',
    ['a', 'b'],
    [
      ['', ''],
      ['1', '2'],
    ],
  ],
  ['a\n\n1\n', ['a'], [[''], ['1']]],
  ['a\n', ['a'], []],
])('reads %j', async (text, header, rows) => {
  expect(await read(text)).toEqual({ header, rows });
});

it('reads a text of many pieces, also where a quote or a pair of characters spans two', async () => {
  const cell = `${'é😀'.repeat(9_000)},"\n`;
  const { rows } = await read(`a,b\n"${cell.replaceAll('"', '""')}",2\n`.replace('a,b\n', 'a,b\n'));
  expect(rows).toEqual([[cell, '2']]);
});

it.each([
  ['', 'csv must have a first line'],
  [',,\n1\n', 'csv must have a first line'],
  ['a\n"1\n', 'csv is not valid in line'],
  ['a,b\n1,"2"x\n', 'csv is not valid in line 2'],
  [`a\n${'1\n'.repeat(101)}`, 'csv must not have more than 100 rows'],
  [`a\n"${'1'.repeat(300_000)}"\n`, 'csv is not valid in line'],
])('refuses %#', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});

it('takes blanks outside quotes for nothing, and those within a cell as they are', async () => {
  const text = '\ufeff"name", "place"\r\n"Pump, left" , "Hall 3"\n Fan , roof \n';
  expect(await read(text)).toEqual({
    header: ['name', 'place'],
    rows: [
      ['Pump, left', 'Hall 3'],
      [' Fan ', ' roof '],
    ],
  });
  expect((await read(' name , place\n Fan ,roof')).header).toEqual(['name', 'place']);
});
