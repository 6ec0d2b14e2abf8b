import { expect, it } from 'vitest';
import { readCsvColumns, withHeader } from '../../console/src/pages/data-tables/csv-columns.ts';

const read = async (text: string) => readCsvColumns(new Blob([text]));
const types = async (text: string) => (await read(text)).columns.map(({ name, dataType }) => `${name} ${dataType}`);

it('reads names and types of columns from the beginning of a file', async () => {
  expect(
    await types(
      'Serial no.,weight,ready,zip,note,Serial no.\r\nA-1,1.5,true,00123,,x\r\n"B, 2",-2e3,FALSE,04410,"a\n""b""",y\r\n,,,,,\r\n',
    ),
  ).toEqual([
    'Serial_no_ string',
    'weight number',
    'ready boolean',
    'zip string',
    'note string',
    'Serial_no__2 string',
  ]);
  expect(await types('id,createdAt,_,%\n1,2,3,4\n')).toEqual([
    'id_2 number',
    'createdAt_2 number',
    'column_3 number',
    'column_4 number',
  ]);
  expect(await types('\uFEFFn\n1\n')).toEqual(['n number']);
  await expect(read('')).rejects.toThrow('The first line must name the columns.');
  await expect(read(`${Array.from({ length: 51 }, (_none, n) => `c${n}`).join(',')}\n`)).rejects.toThrow('at most 50');
});

it('looks at the beginning of a large file alone, whose last line there is cut off', async () => {
  const text = `n,text\n${Array.from({ length: 100_000 }, (_none, n) => `${n},"a line, with ä"\n`).join('')}not a number,x\n`;
  expect(await types(text)).toEqual(['n number', 'text string']);
});

it('gives the file a first line with the names that the columns have now', async () => {
  for (const start of ['', '\uFEFF']) {
    const file = new Blob([`${start}Größe,"b\nc",d\r\n1,2,3\r\n`]);
    const { rowsAt } = await readCsvColumns(file);
    expect(await withHeader(file, ['size', '', 'd'], rowsAt).text()).toBe('size,,d\n1,2,3\r\n');
  }
});
