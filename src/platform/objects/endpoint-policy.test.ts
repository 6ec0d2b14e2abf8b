import { expect, it } from 'vitest';
import { isAllowedEndpoint } from './endpoint-policy.ts';

const hosts = ['minio.local:9000', 'S3.Example.com', '[::1]:9000'];

it.each([
  'http://minio.local:9000',
  'https://MINIO.local:9000/',
  'https://s3.example.com',
  'https://s3.example.com:8443/prefix',
  'http://[::1]:9000',
])('lets %s through', (endpoint) => {
  expect(isAllowedEndpoint(endpoint, hosts)).toBe(true);
});

it.each([
  '',
  'minio.local:9000',
  'http://minio.local',
  'http://minio.local:9001',
  'http://evil.minio.local:9000',
  'http://minio.local.evil.com:9000',
  'http://minio.local.:9000',
  'https://s3.example.com@169.254.169.254/',
  'https://user:word@s3.example.com/',
  'https://169.254.169.254/?s3.example.com',
  'https://s3.example.com/?x=1',
  'https://s3.example.com/#x',
  'ftp://s3.example.com',
  'file:///etc/passwd',
  'http://[::1]:9001',
])('keeps %s out', (endpoint) => {
  expect(isAllowedEndpoint(endpoint, hosts)).toBe(false);
});

it('allows nothing when the operator lists nothing', () => {
  expect(isAllowedEndpoint('https://s3.example.com', [])).toBe(false);
});
