import { expect, it } from 'vitest';
import { checkTwilio } from './twilio.ts';

// The examples that Twilio publishes in its documentation and the tests of its libraries.
const token = '12345';
const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const call = {
  Digits: '1234',
  CallSid: 'CA1234567890ABCDE',
  To: '+18005551212',
  Caller: '+14158675309',
  From: '+14158675309',
};
const json = '{"property": "value", "boolean": true}';
const sum = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';

interface Example {
  readonly at?: string;
  readonly signature?: string;
  readonly body?: string;
  readonly type?: string;
}

const check = (example: Example): void => checkWith(example, token);

function checkWith(example: Example, withToken: string | undefined): void {
  const { at = url, signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', body, type } = example;
  const headers = {
    'x-twilio-signature': signature,
    'content-type': type ?? 'application/x-www-form-urlencoded; charset=UTF-8',
  };
  checkTwilio({ url: at, headers, body: Buffer.from(body ?? new URLSearchParams(call).toString()) }, withToken);
}

it('takes what Twilio has signed: a form, one with repeated fields, and a body that the query names', () => {
  check({});
  const repeated = 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234';
  check({ body: repeated, signature: 'IK+Dwps556ElfBT0I3Rgjkr1wJU=' });
  const named = { at: `${url}&bodySHA256=${sum}`, signature: 'a9nBmqA0ju/hNViExpshrM61xv4=', type: 'application/json' };
  check({ ...named, body: json });
  expect(() => check({ ...named, body: json.replace('true', 'false') })).toThrow('bodySHA256 does not belong');
});

it('takes the default port in the URL and its absence for the same', () => {
  check({ at: url.replace('.com', '.com:443') });
  expect(() => check({ at: url.replace('.com', '.com:8443') })).toThrow('does not belong');
});

it.each<[string, Example]>([
  ['another field', { body: new URLSearchParams({ ...call, Digits: '9999' }).toString() }],
  ['another query', { at: `${url}&more=1` }],
  ['another host', { at: url.replace('mycompany', 'yourcompany') }],
  ['another signature', { signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' }],
  ['something that is no signature', { signature: '\u738b' }],
  ['a form that is called something else', { type: 'text/plain' }],
])('refuses %s', (_name, example) => {
  expect(() => check(example)).toThrow('does not belong to the request');
});

it('refuses a request without a signature, and every one when the token is a global that is not there', () => {
  expect(() => check({ signature: '' })).toThrow('X-Twilio-Signature header is missing');
  expect(() => checkWith({}, undefined)).toThrow('does not belong to the request');
});
