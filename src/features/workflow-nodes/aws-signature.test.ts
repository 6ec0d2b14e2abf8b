// The examples of AWS for Signature Version 4, with S3 and without.
import { expect, test } from 'vitest';
import { encodeForAws, presignForS3, signForAws, signForS3 } from './aws-signature.ts';

const signer = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const now = Date.UTC(2013, 4, 24);
const signatureOf = (headers: Record<string, string>) => headers.authorization?.split('Signature=')[1];

test('a GET of a part of an object', async () => {
  const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  const headers = await signForS3({ method: 'GET', url, headers: { range: 'bytes=0-9' } }, signer, now);
  expect(signatureOf(headers)).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
});

test('a PUT of an object, whose key has a character that is encoded', async () => {
  const url = new URL(`https://examplebucket.s3.amazonaws.com/${encodeForAws('test$file.text')}`);
  // The example signs a Date as well, which the library leaves out because it sends x-amz-date; the rest is the same.
  const headers = { 'x-amz-storage-class': 'REDUCED_REDUNDANCY' };
  const body = Buffer.from('Welcome to Amazon S3.');
  expect(signatureOf(await signForS3({ method: 'PUT', url, headers, body }, signer, now))).toBe(
    '1ee3a9a719bf9cd67d34043a52b3d1f8b674e378dc99c0748019b43f49b5b9bb',
  );
});

test('a link', async () => {
  const url = await presignForS3(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), signer, {
    now,
    seconds: 86_400,
  });
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

const form = { 'content-type': 'application/x-www-form-urlencoded' };
test.each([
  ['post-vanilla', '/', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    '/',
    form,
    'Param1=value1',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
] as const)('another service, %s of the test suite of AWS', async (_name, path, headers, body, signature) => {
  const example = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
  };
  const url = new URL(path, 'https://example.amazonaws.com');
  const request = { method: 'POST', url, headers, body: Buffer.from(body) };
  const signed = await signForAws(request, example, { service: 'service', now: Date.UTC(2015, 7, 30, 12, 36) });
  expect(signatureOf(signed)).toBe(signature);
});
