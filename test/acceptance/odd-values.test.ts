// Odd numbers, times and texts at every place of every request, at any depth of its body: what is wrong is refused, nothing is a 500,
// and nothing hangs. The places are those of the OpenAPI document.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { fillTenant } from '../support/filled-tenant.ts';
import { readOperations } from '../support/openapi-fields.ts';
import { findPlaces, type Place } from '../support/openapi-places.ts';
import { sendRequest } from '../support/raw-http.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeUser, type TestUser } from '../support/tenant.ts';

// Not in TypeScript's library yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

let server: SharedServer;
let maker: CertificateMaker;
let owner: TestUser;
const ids: Record<string, string> = {};

beforeAll(async () => {
  maker = await CertificateMaker.start();
  server = await sharedServer();
  owner = await makeUser(server, (await logIn(server)).token, 'odd-values@example.com');
  await fillTenant({ server, maker }, owner, ids);
}, 240_000);
afterAll(() => maker.end());

/** Every place where this is set (test/slow/walks/odd-values.test.ts); else one of so many, which are other ones of each operation. */
const share = process.env.SIGNALBOX_TEST_ALL_PLACES ? 1 : 16;
const concurrency = 8;

/** What takes away the things that the requests are about, or the caller's own right; and what waits for a store that is not there. */
const left =
  /\.delete$|^me\.|transfer|truncate|removeData|^org\.(modify|remove)|TwoFactor|^users?\.|archiveTest|^auth\.|removeColumn/;

const unkeepable = ['1e400', '9007199254740993', '-2882429806056571124'].map(rawJSON);
const badTimes = ['2016-12-31T23:59:60Z', '2099-02-29T00:00:00Z', 'boot 7', '2099-01-01', '0000-01-01T00:00:00Z'];
/** Right here, wrong there, never a fault. */
const anything: readonly unknown[] = [
  ...['1e300', '-1e300', '1e-400', '-0', '0.5', '-9007199254740991', '8640000000000001', '253402300800000'].map(
    rawJSON,
  ),
  ...[
    '12',
    'x'.repeat(70_000),
    'a\0b',
    '\ufeff',
    'Cafe\u0301',
    '😀'.repeat(200),
    '',
    '\\',
    '%',
    '((((',
    '{{#each',
    'İ',
  ],
  ...['* * * * * * *', '0 0 30 2 *', 'Europe/Nowhere', 'UTC+99', '9'.repeat(400), true, null, [], {}, [[[[]]]]],
];

interface Trial {
  readonly place: Place;
  readonly value: unknown;
  readonly mustFail: boolean;
}

function trialsOf(place: Place, turn: number): Trial[] {
  const { schema } = place;
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  // A place that names no type takes what is passed on as it came.
  const isTyped = schema.type !== undefined;
  const always = (values: readonly unknown[]) => values.map((value) => ({ place, value, mustFail: true }));
  const some = [0, 1].map((step) => anything[(turn * 2 + step) % anything.length]);
  return [
    ...(isTyped && (place.place === 'body' || isNumber) ? always(unkeepable) : []),
    ...(place.place === 'query' && isNumber ? always(['Infinity', '0x10', ' ']) : []),
    ...(schema.format === 'date-time' ? always(badTimes) : []),
    ...(schema.type === 'string' && place.place === 'body' ? always(['\ud800']) : []),
    // Beyond what an integer or a bigint column holds.
    ...(isNumber ? [1e300, 2 ** 63, 2 ** 31].map((value) => ({ place, value, mustFail: false })) : []),
    ...some.map((value) => ({ place, value, mustFail: false })),
  ];
}

async function send({ place, value }: Trial): Promise<{ status: number; text: string }> {
  const { operation } = place;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '0'.repeat(24));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const query = place.place === 'query' ? `?${place.name}=${encodeURIComponent(text.slice(0, 3000))}` : '';
  const body = place.place === 'body' ? JSON.stringify(place.bodyWith(value)) : operation.body && '{}';
  return sendRequest(server.http, {
    method: operation.method,
    path: `${path}${query}`,
    headers: {
      authorization: `Bearer ${owner.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

function findFault({ mustFail }: Trial, { status, text }: { status: number; text: string }): string | undefined {
  if (status === 500 || status > 503) return `is a ${status}`;
  if (status < 400) return mustFail ? `is taken: ${status}` : undefined;
  const { type, message } = JSON.parse(text) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof message !== 'string') return 'breaks the envelope';
  return /stored as it is|\n\s+at |relation "|syntax error at/.test(message) ? `is told as ${message}` : undefined;
}

it('refuses what it cannot keep, and answers everything, at every place', async () => {
  const document = await (await fetch(`${server.http}/openapi.json`)).json();
  const operations = readOperations(document).filter(({ name, isBuilt }) => isBuilt && !left.test(name));
  const places = operations
    .flatMap((operation) => findPlaces(operation))
    .filter((_place, index) => index % share === 0);
  const waiting = places.flatMap(trialsOf);
  expect(places.length).toBeGreaterThan(1000 / share);
  const faults: string[] = [];
  let refused = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let trial = waiting.pop(); trial; trial = waiting.pop()) {
        const answer = await send(trial).catch((error: Error) => ({ status: 599, text: error.message }));
        if (answer.status === 400) refused += 1;
        const fault = findFault(trial, answer);
        const { operation, place, name } = trial.place;
        if (fault)
          faults.push(`${operation.name} ${place} ${name} ${JSON.stringify(trial.value).slice(0, 60)} ${fault}`);
      }
    }),
  );
  expect(faults).toEqual([]);
  // A walk whose requests end at a missing thing or right would find nothing.
  expect(refused).toBeGreaterThan(places.length);
}, 600_000);
