import { expect, it } from 'vitest';
import { redact, redacted } from './redact.ts';

it('hides secrets at any depth and nothing else', () => {
  const body = {
    name: 'Plant',
    archiveConfig: { s3: { bucket: 'b', accessKeyId: 'AKIA', secretAccessKey: 'hush' }, gcs: { keyJson: '{"a":1}' } },
    list: [{ password: 'hush', email: 'a@example.com' }, 'password', null, 3],
    twoFactorAuthKey: ['hush'],
  };
  expect(redact(body)).toEqual({
    name: 'Plant',
    archiveConfig: {
      s3: { bucket: 'b', accessKeyId: 'AKIA', secretAccessKey: redacted },
      gcs: { keyJson: redacted },
    },
    list: [{ password: redacted, email: 'a@example.com' }, 'password', null, 3],
    twoFactorAuthKey: redacted,
  });
  expect(JSON.stringify(redact(body))).not.toContain('hush');
});
