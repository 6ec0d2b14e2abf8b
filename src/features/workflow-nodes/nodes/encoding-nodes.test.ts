import { expect, test } from 'vitest';
import { base64DecodeNode, base64EncodeNode } from './base64.ts';
import { hashNode } from './hash.ts';
import { runNode } from './test-bed.ts';

const hash = async (algorithm: string, config: Record<string, unknown> = {}, payload = {}) => {
  const given = { dataTemplate: 'abc', algorithmTemplate: algorithm, destinationPath: 'result', ...config };
  return (await runNode(hashNode, given, payload)).payload.result;
};

test.each<[string, Record<string, unknown>, string]>([
  ['MD5', {}, '900150983cd24fb0d6963f7d28e17f72'],
  ['SHA1', {}, 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['SHA-256', {}, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['RIPEMD', {}, '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'],
  ['MD5', { dataTemplate: '' }, 'd41d8cd98f00b204e9800998ecf8427e'],
  ['MD5', { encodingTemplate: 'base64' }, 'kAFQmDzST7DWlj99KOF/cg=='],
  // RFC 4231, test case 2.
  [
    'SHA256',
    { dataTemplate: 'what do ya want for nothing?', secretTemplate: 'Jefe' },
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
])('%s with %j', async (algorithm, config, expected) => {
  expect(await hash(algorithm, config)).toBe(expected);
});

test('SHA512 has 64 bytes; latin1 a character for each', async () => {
  expect(await hash('sha512', { encodingTemplate: 'latin1' })).toHaveLength(64);
});

test('secrets are not escaped', async () => {
  const byTemplate = await hash('SHA1', { secretTemplate: '{{s}}' }, { s: '<&>' });
  expect(byTemplate).toBe(await hash('SHA1', { secretTemplate: '<&>' }));
});

test.each([
  ['Whirlpool', {}, 'NotAvailable'],
  ['CRC', {}, 'ValidationError'],
  ['constructor', {}, 'ValidationError'],
  ['MD5', { encodingTemplate: 'utf7' }, 'ValidationError'],
  ['', {}, 'TemplateError'],
])('%s with %j is refused', async (algorithm, config, name) => {
  await expect(hash(algorithm, config)).rejects.toMatchObject({ name });
});

test.each([
  ['abc', 'YWJj'],
  [' ä𝒳', 'IMOk8J2Ssw=='],
])('Base64 of %j is %s, and back', async (text, base64) => {
  const config = { sourceTemplate: '{{{text}}}', destinationPath: 'result' };
  expect((await runNode(base64EncodeNode, config, { text })).payload.result).toBe(base64);
  expect((await runNode(base64DecodeNode, config, { text: base64 })).payload.result).toBe(text);
});

test('Base64: Decode takes the alphabet of URLs and line breaks, and nothing else', async () => {
  const decode = async (text: string) =>
    (await runNode(base64DecodeNode, { sourceTemplate: text, destinationPath: 'result' })).payload.result;
  expect(await decode('w7_D\nvg==')).toBe('ÿþ');
  await expect(decode('a*b')).rejects.toMatchObject({ name: 'ValidationError' });
  // A byte order mark is data; bytes that are no UTF-8 are not replaced.
  expect(await decode('77u/YQ==')).toBe('\ufeffa');
  await expect(decode('//79')).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'The source is the base64 of bytes that are no UTF-8',
  });
});

test('an empty source throws', async () => {
  for (const node of [base64EncodeNode, base64DecodeNode])
    await expect(runNode(node, { sourceTemplate: '{{missing}}' })).rejects.toMatchObject({ name: 'TemplateError' });
});
