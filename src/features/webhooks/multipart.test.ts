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
      expect(['string', 'object']).toContain(typeof (await parseBody(body, type, options)));
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
