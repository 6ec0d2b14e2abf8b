import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseBody, parseQueryText } from './body.ts';

const options = { castBuffersAs: 'utf8', annotate: false } as const;
const type = 'multipart/form-data; boundary=x';
const whole = Buffer.from(
  [
    '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n',
    '--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\nABC\r\n',
    '--x--\r\n',
  ].join(''),
);

it('takes a body that breaks off anywhere for a text, unless all of it is there', async () => {
  const last = whole.byteLength - 2;
  for (let length = 1; length <= whole.byteLength; length += 1) {
    const part = whole.subarray(0, length);
    expect(await parseBody(part, type, options)).toEqual(length >= last ? { a: 'hello', f: 'ABC' } : part.toString());
  }
});

it('comes to an end with whatever bytes, and never throws but for too many parts', async () => {
  const broken = fc.array(fc.tuple(fc.nat(whole.byteLength - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(broken, async (changes) => {
      const body = Buffer.from(whole);
      for (const [at, byte] of changes) body[at] = byte;
      const read = await parseBody(body, type, { ...options, castBuffersAs: 'array' });
      expect(['string', 'object']).toContain(typeof read);
      // Nothing that was sent is replaced in silence.
      if (!body.includes('\u{fffd}')) expect(JSON.stringify(read)).not.toContain('\u{fffd}');
    }),
    { numRuns: 500 },
  );
  const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
  expect(await parseBody(Buffer.from(`${part.repeat(100)}--x--`), type, options)).toEqual({ a: Array(100).fill('1') });
  await expect(parseBody(Buffer.from(`${part.repeat(101)}--x--`), type, options)).rejects.toThrow(
    'more than 100 parts',
  );
});

it('reads a query as it stands, without refusing anything', () => {
  expect(parseQueryText('/a?b=1&b=&c&d=%zz&e[f]=2&%63=3&__proto__=4&=5')).toEqual({
    b: ['1', ''],
    c: ['', '3'],
    d: '%zz',
    'e[f]': '2',
    '': '5',
  });
  expect(parseQueryText('/a')).toEqual({});
});

const latin1 = Buffer.from('caf\xe9=1', 'latin1');
const inPart = (head: string) =>
  Buffer.concat([
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="a"${head}\r\n\r\n`),
    latin1,
    Buffer.from('\r\n--x--'),
  ]);

it.each([
  ['text/plain', latin1],
  [undefined, latin1],
  ['text/plain; charset=utf-8', latin1],
  ['text/plain; charset=shift_jis', Buffer.from([0x81])],
  ['text/plain; charset=unheard-of', latin1],
  ['application/json', Buffer.from('{"a":"caf\xe9"}', 'latin1')],
  ['application/x-www-form-urlencoded', latin1],
  [type, inPart('')],
  [type, inPart('\r\nContent-Type: text/plain; charset=utf-8')],
])('keeps the bytes of a body of type %s that is not in its charset', async (contentType, body) => {
  const read = (castBuffersAs: 'array' | 'binary' | 'utf8' | 'base64' | 'hex') =>
    parseBody(body, contentType, { castBuffersAs, annotate: false });
  expect(await read('array')).toEqual([...body]);
  expect(await read('base64')).toBe(body.toString('base64'));
  expect(await read('hex')).toBe(body.toString('hex'));
  expect(await read('binary')).toBe(body.toString('latin1'));
  await expect(read('utf8')).rejects.toThrow('not UTF-8');
});

it('refuses a file that is to be a text and is none', async () => {
  const body = inPart('; filename="f"');
  await expect(parseBody(body, type, options)).rejects.toThrow('not UTF-8');
  expect(await parseBody(body, type, { ...options, castBuffersAs: 'array' })).toEqual({ a: [...latin1] });
});

it('replaces nothing in escapes that are not UTF-8: a form stays a text, a query keeps them', async () => {
  const form = 'application/x-www-form-urlencoded';
  expect(await parseBody(Buffer.from('a=caf%E9&b=1'), form, options)).toBe('a=caf%E9&b=1');
  expect(await parseBody(Buffer.from('a=caf%C3%A9&b=%'), form, options)).toEqual({ a: 'caf\u{e9}', b: '%' });
  expect(parseQueryText('/?a=caf%E9&%FF=1&b=%C3%A9%FF')).toEqual({ a: 'caf%E9', '%FF': '1', b: '%C3%A9%FF' });
  // Bytes that nobody has escaped, as Node.js shows them.
  expect(parseQueryText(`/?a=${Buffer.from('\u{e9}').toString('latin1')}`)).toEqual({ a: '\u{e9}' });
  expect(parseQueryText('/?a=\u{e9}')).toEqual({ a: '\u{e9}' });
});

it.each(['Content-Disposition: form-data', 'Content-Disposition: form-data; filename="f"'])(
  'keeps the bytes of a body that has a part without a name (%s)',
  async (header) => {
    const body = `--x\r\n${header}\r\n\r\nlost?\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n`;
    expect(await parseBody(Buffer.from(body), type, options)).toBe(body);
  },
);
