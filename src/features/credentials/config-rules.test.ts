import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkConfig } from './config-rules.ts';
import type { CredentialConfig, CredentialType } from './configs.ts';

const pemOf = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  String(key.export({ type: 'pkcs8', format: 'pem' }));
const rsa = pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const ec = pemOf(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey);

const good: Partial<Record<CredentialType, Record<string, string>>> = {
  mailgun: { apiKey: 'key-1' },
  whatsapp: { fromNumberId: '106540352242922', accessToken: 'EAAG' },
  snowflake: { host: 'acme-plant.snowflakecomputing.com', username: 'signal', privateKey: rsa },
};
const check = (type: CredentialType, given: Record<string, string> = {}) =>
  checkConfig(type, { ...good[type], ...given } as CredentialConfig);

test.each(Object.keys(good) as CredentialType[])('a credential of the type %s is taken when it can be used', (type) => {
  expect(() => check(type)).not.toThrow();
});

test.each([
  ['mailgun', 'apiKey', 'key with spaces'],
  ['whatsapp', 'fromNumberId', '../1'],
  ['whatsapp', 'accessToken', 'a\r\nb'],
  ['snowflake', 'host', 'evil.example.com'],
  ['snowflake', 'host', 'evil.example.com/a.snowflakecomputing.com'],
  ['snowflake', 'privateKey', 'no key'],
  ['snowflake', 'privateKey', ec],
] as const)('a credential of the type %s is refused by its %s, without repeating it', (type, field, value) => {
  const problem = (() => {
    try {
      check(type, { [field]: value });
    } catch (error) {
      return error;
    }
    return undefined;
  })();
  expect(problem).toMatchObject({ type: 'Validation', message: expect.stringContaining(`${type}Config.${field}`) });
  expect((problem as Error).message).not.toContain(value);
});
