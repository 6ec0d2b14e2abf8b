// The examples of AWS for Signature Version 4 with S3.
import { expect, test } from 'vitest';
import { encodeForAws, presignForS3, signForS3 } from './aws-signature.ts';

const signer = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const now = Date.UTC(2013, 4, 24);
const signatureOf = (headers: Record<string, string>) => headers.authorization?.split('Signature=')[1];

test('a GET of a part of an object', () => {
  const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  const headers = signForS3({ method: 'GET', url, headers: { range: 'bytes=0-9' } }, signer, now);
  expect(signatureOf(headers)).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
});

test('a PUT of an object, whose key has a character that is encoded', () => {
  const url = new URL(`https://examplebucket.s3.amazonaws.com/${encodeForAws('test$file.text')}`);
  const headers = { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' };
  const body = Buffer.from('Welcome to Amazon S3.');
  expect(signatureOf(signForS3({ method: 'PUT', url, headers, body }, signer, now))).toBe(
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  );
});

test('a link', () => {
  const url = presignForS3(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), signer, {
    now,
    seconds: 86_400,
  });
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});
