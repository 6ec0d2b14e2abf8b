import { expect, it } from 'vitest';
import { checkFields, readUploadId, signUpload } from './upload-policy.ts';

const secret = 'what the server signs with';
const grant = {
  uploadId: 'b'.repeat(24),
  key: `${'a'.repeat(24)}/reports/ä.txt`,
  contentType: 'text/plain',
  size: 3,
  expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5),
};
const signed = signUpload(grant, secret);
const fieldsOf = (changes: Record<string, string | undefined> = {}) =>
  new Map(Object.entries({ ...signed, ...changes }).filter((each): each is [string, string] => each[1] !== undefined));

it('has the fields that browser uploads to S3 have, and a policy that says what is allowed', () => {
  expect(Object.keys(signed).sort()).toEqual([
    'Content-Type',
    'Policy',
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Signature',
    'bucket',
    'key',
  ]);
  const policy = JSON.parse(Buffer.from(signed.Policy ?? '', 'base64').toString());
  expect(policy).toMatchObject({
    expiration: '2026-01-02T03:04:05.000Z',
    conditions: expect.arrayContaining([{ key: grant.key }, ['content-length-range', 3, 3]]),
  });
});

it('takes its own fields back, in any case of their names and without the bucket', () => {
  expect(readUploadId(fieldsOf(), secret)).toBe(grant.uploadId);
  expect(() => checkFields(fieldsOf({ bucket: undefined, more: 'ignored' }), grant, secret)).not.toThrow();
  const lower = new Map([...fieldsOf()].map(([name, value]) => [name.toLowerCase(), value]));
  expect(readUploadId(lower, secret)).toBe(grant.uploadId);
  expect(() => checkFields(lower, grant, secret)).not.toThrow();
});

it.each(['key', 'Content-Type', 'X-Amz-Date', 'X-Amz-Algorithm', 'bucket'])('refuses another %s', (name) => {
  expect(() => checkFields(fieldsOf({ [name]: 'another' }), grant, secret)).toThrow(
    expect.objectContaining({ type: 'Forbidden', message: expect.stringContaining(name) }),
  );
});

it('refuses a policy that it has not signed, and one for another upload', () => {
  const forged = Buffer.from('{"expiration":"2999-01-01T00:00:00.000Z","conditions":[]}').toString('base64');
  expect(() => readUploadId(fieldsOf({ Policy: forged }), secret)).toThrow(
    expect.objectContaining({ type: 'Forbidden' }),
  );
  expect(() => readUploadId(fieldsOf(), 'another secret')).toThrow(expect.objectContaining({ type: 'Forbidden' }));
  expect(() => readUploadId(fieldsOf({ 'X-Amz-Signature': undefined }), secret)).toThrow(
    expect.objectContaining({ type: 'Forbidden' }),
  );
  expect(() => readUploadId(fieldsOf({ Policy: undefined }), secret)).toThrow(/^Policy is required/);
  expect(() => checkFields(fieldsOf(), { ...grant, size: 4 }, secret)).toThrow(/^Policy is not/);
});
