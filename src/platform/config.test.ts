import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const DATABASE_URL = 'postgres://localhost/signalbox';
/** What several nodes have in common besides. */
const common = { SIGNALBOX_SECRET_KEY: 'the key of all nodes', SIGNALBOX_SHARED_DIR: '/shared' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('REDIS_URL', () => {
  it.each(['redis://127.0.0.1:6379', 'rediss://user:p%40ss@redis.example.com:6380/3', 'redis://[::1]', 'redis://a/'])(
    'may be %s, with a database',
    (url) => {
      expect(loadConfig({ ...common, DATABASE_URL, REDIS_URL: url }).redisUrl).toBe(url);
      expect(problemsOf({ ...common, REDIS_URL: url })).toEqual([
        expect.stringMatching(/^REDIS_URL needs DATABASE_URL/),
      ]);
    },
  );

  it.each([
    '127.0.0.1:6379',
    'http://127.0.0.1',
    'redis://',
    'redis://a/b',
    'redis://a/1/2',
    'redis://a?db=1',
    'redis://a/999999',
  ])('may not be %s', (url) => {
    expect(problemsOf({ DATABASE_URL, REDIS_URL: url })).toEqual([
      expect.stringMatching(/^REDIS_URL must be a redis:/),
    ]);
  });

  it('needs what all nodes must have in common', () => {
    expect(problemsOf({ DATABASE_URL, REDIS_URL: 'redis://a' })).toEqual([
      expect.stringMatching(/^REDIS_URL needs SIGNALBOX_SECRET_KEY/),
      expect.stringMatching(/^REDIS_URL needs SIGNALBOX_FILE_STORE or SIGNALBOX_SHARED_DIR/),
    ]);
  });

  it('is not repeated where it is wrong: it may hold a password', () => {
    expect(problemsOf({ DATABASE_URL, REDIS_URL: 'redis://:secret@a/b' }).join()).not.toContain('secret');
  });
});

it('refuses a login that cannot be decoded when the server starts, not when it is used', () => {
  expect(problemsOf({ SIGNALBOX_SMTP_URL: 'smtp://user:50%@mail.example.com' })).toEqual([
    expect.stringMatching(/^SIGNALBOX_SMTP_URL must be an smtp:/),
  ]);
});

describe('SIGNALBOX_SMS_URL', () => {
  const smsUrlOf = (url: string) => loadConfig({ SIGNALBOX_SMS_URL: url }).smsUrl;
  it.each([
    'twilio://AC12:token@+15005550006',
    `twilio://AC12:token@MG${'0'.repeat(32)}`,
    'https://user:p%2Fw@sms.example.com/send?line=2',
    'http://10.0.0.5:8080',
  ])('may be %s', (url) => {
    expect(smsUrlOf(url)).toBe(url);
  });

  it.each([
    'twilio://AC12@+15005550006',
    'twilio://AC12:token@example.com',
    'twilio://AC12:token@+15005550006/path',
    'ftp://sms.example.com',
    'https://user:%zz@sms.example.com',
    '+15005550006',
  ])('may not be %s', (url) => {
    const problems = problemsOf({ SIGNALBOX_SMS_URL: url });
    expect(problems).toEqual([expect.stringMatching(/^SIGNALBOX_SMS_URL must be twilio:/)]);
    expect(problems.join()).not.toContain('token@');
  });
});
