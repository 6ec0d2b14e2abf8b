import { expect, it } from 'vitest';
import { isAuthorized } from './basic-auth.ts';

const header = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

it('compares credentials in one form of Unicode, and otherwise character by character', () => {
  const forms = ['\u00e9', 'e\u0301'];
  for (const stored of forms) {
    const credentials = { username: `u${stored}`, password: `p${stored}` };
    for (const sent of forms) expect(isAuthorized(header(`u${sent}:p${sent}`), credentials)).toBe(true);
    expect(isAuthorized(header(`u${stored}:P${stored}`), credentials)).toBe(false);
    expect(isAuthorized(header(`u${stored}:pe`), credentials)).toBe(false);
  }
});

it('knows nobody by a global that is not there', () => {
  expect(isAuthorized(header(':'), { username: undefined, password: '' })).toBe(false);
  expect(isAuthorized(header(':'), { username: '', password: '' })).toBe(true);
});
