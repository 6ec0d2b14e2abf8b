import { expect, it } from 'vitest';
import { checkHeader, readCells, readCsv, readHeader } from './import-csv.ts';

const columns = [
  { key: 1, name: 'serial', dataType: 'string', constraint: 'unique' },
  { key: 2, name: 'note', dataType: 'string', constraint: 'optional' },
  { key: 3, name: 'weight', dataType: 'number', constraint: 'optional' },
  { key: 4, name: 'ready', dataType: 'boolean', constraint: 'optional' },
] as const;

/** The file as it arrives: cut anywhere, within a character too. */
async function read(text: string, pieceBytes: number) {
  async function* pieces() {
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
  }
  const records = [];
  for await (const read of readCsv(pieces(), 'a')) records.push(...read);
  return records;
}

it.each([1, 2, 7, 4096])('reads a file that comes in pieces of %i bytes', async (pieceBytes) => {
  const text = '\uFEFFa,b\r\n"x, ""y""\n泵站",😀\n\n1,2,3\r4';
  expect((await read(text, pieceBytes)).map(({ cells }) => cells)).toEqual([
    ['a', 'b'],
    ['x, "y"\n泵站', '😀'],
    ['1', '2', '3'],
    ['4'],
  ]);
});

it('lets others have the thread while it reads a file that is there already', async () => {
  const rows = 100_000;
  const lines = Array.from({ length: rows }, (_, row) => `${row}\n`).join('');
  let turns = 0;
  let isReading = true;
  const count = (): void => {
    turns += 1;
    if (isReading) setImmediate(count);
  };
  setImmediate(count);
  const files = await Promise.all([1, 2, 3].map(() => read(lines, lines.length)));
  isReading = false;
  expect(files.map(({ length }) => length)).toEqual([rows, rows, rows]);
  expect(files[2]?.at(-1)).toEqual({ line: rows, cells: [`${rows - 1}`] });
  // One for each piece of 8 KiB, however fast the machine is.
  expect(turns).toBeGreaterThan((3 * lines.length) / 8192);
});

it('takes blanks outside quotes, and one byte order mark only, for nothing', async () => {
  const cells = (await read('\ufeff\ufeffa, "b" ,c\n"1" , "x, y", z \n', 3)).map((record) => record.cells);
  expect(cells).toEqual([
    ['\ufeffa', 'b', 'c'],
    ['1', 'x, y', ' z '],
  ]);
});

it('says where a file is no CSV', async () => {
  await expect(read('a,b\n1,2\n"x', 4096)).rejects.toMatchObject({
    type: 'Validation',
    message: expect.stringContaining('line 3'),
  });
  await expect(read(`a\n"${'x'.repeat(1_100_000)}"`, 65_536)).rejects.toMatchObject({ type: 'Validation' });
});

it('reads cells as the values of their columns, and leaves to the check of rows what is none', () => {
  const header = readHeader(columns, [' serial', 'id', 'weight', 'ready', 'unknown', 'note']);
  expect(readCells(header, ['a', 'x', '1.50', 'TRUE', 'x', ''])).toEqual({
    serial: 'a',
    weight: 1.5,
    ready: true,
    note: null,
  });
  expect(readCells(header, ['', '', '', '0', '', 'b'])).toEqual({ serial: '', weight: null, ready: false, note: 'b' });
  expect(readCells(header, ['a', '', '', 'f'])).toMatchObject({ ready: false });
  expect(readCells(header, ['a', '', '', ' T'])).toMatchObject({ ready: true });
  expect(readCells(header, ['a', '', '0x10', 'yes'])).toEqual({
    serial: 'a',
    weight: '0x10',
    ready: 'yes',
    note: null,
  });
});

it.each([
  [['note'], 'has no column serial'],
  [['serial', 'note', 'serial'], 'has two columns serial'],
])('refuses the header %j', (cells, message) => {
  expect(() => checkHeader(columns, cells)).toThrow(message);
});
