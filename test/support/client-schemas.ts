// The official client with every answer checked against the schema that its own documentation names for the action.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Client } from './api.ts';
import { exampleOf } from './client-docs.ts';
import { expectSchema } from './schema.ts';
import type { TestServer } from './start-server.ts';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('losant-rest')), 'api');

/** An action that the client has a method for. */
export interface ClientAction {
  readonly method: string;
  /** The schemas of its answers; empty for a stream, and where the client's documentation names none. */
  readonly schemas: readonly string[];
  /** The parameters of its path. */
  readonly parameters: readonly string[];
  /** The parameter that becomes the body. */
  readonly body: string | undefined;
}

/** Where the client's documentation names another schema than what its actions answer. */
const misnamed: Readonly<Record<string, readonly string[]>> = {
  'applicationApiTokens.get': ['apiTokens'],
  'userApiTokens.get': ['apiTokens'],
};

/** Everything that the client can call, by the names of its actions; read from its source, which is the one list of it. */
export function readClientActions(): Map<string, ClientAction> {
  const actions = new Map<string, ClientAction>();
  for (const file of readdirSync(folder).filter((name) => name !== 'index.js')) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [whole, documentation = '', verb] of text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+internals\.(\w+) = function[\s\S]*?\n {2}\};/g,
    )) {
      const name = `${file.replace('.js', '')}.${verb}`;
      const schemas = [...documentation.matchAll(/\* +2\d\d - .*?definitions\/(\w+)\)/g)].map(
        ([, schema = '']) => schema,
      );
      const path = /uriTemplate\.parse\('([^']+)'\)/.exec(whole)?.[1] ?? '';
      actions.set(name, {
        method: /method: '(\w+)'/.exec(whole)?.[1] ?? 'GET',
        schemas: misnamed[name] ?? schemas,
        parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter),
        body: /req\.data = params\.(\w+)/.exec(whole)?.[1],
      });
    }
  }
  return actions;
}

/** The names of the actions that a server has built and the client can call. */
export async function readBuiltActions(
  server: Pick<TestServer, 'http'>,
  actions: ReadonlyMap<string, ClientAction>,
): Promise<string[]> {
  const { paths } = (await (await fetch(`${server.http}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId?: string; 'x-not-built'?: boolean }>>;
  };
  return Object.values(paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => !operation['x-not-built'])
    .map(({ operationId = '' }) => operationId)
    .filter((name) => actions.has(name));
}

/** The client, which fails a call whose answer its schema does not take, and notes in `seen` the actions that have passed. */
export function checkAnswers(client: Client, actions: ReadonlyMap<string, ClientAction>, seen: Set<string>): Client {
  const wrap = (resource: string, methods: Record<string, (...parameters: unknown[]) => Promise<unknown>>) =>
    new Proxy(methods, {
      get: (target, verb: string) => async (parameters: unknown) => {
        const name = `${resource}.${verb}`;
        const answer = await target[verb]?.(parameters).catch((error: Error) => {
          throw new Error(`${name}: ${error.message}`);
        });
        expectOneOf(name, actions.get(name)?.schemas ?? [], answer);
        seen.add(name);
        return answer;
      },
    });
  return new Proxy(client, {
    get: (target, resource: string) =>
      typeof target[resource] === 'object' ? wrap(resource, target[resource]) : target[resource],
  });
}

function expectOneOf(action: string, schemas: readonly string[], answer: unknown): void {
  const failures: string[] = [];
  for (const schema of schemas) {
    try {
      expectSchema(schema, answer);
      expectKnown(schema, answer);
      return;
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  if (failures.length > 0) throw new Error(`${action}\n${failures.join('\n')}`);
}

/** What answers have besides the fields of the client's schemas: newer fields of the platform, and our own. */
const moreFields: Readonly<Record<string, readonly string[]>> = {
  application: ['validationErrors', 'imported', 'jobId'],
  auditLog: ['requestAddress', 'requestId'],
  dashboard: ['access', 'duration', 'resolution', 'signalbox'],
  dataTable: ['rowCount'],
  devicesUpdated: ['failures'],
  edgeDeployments: ['perPage', 'page', 'sortField', 'sortDirection'],
  event: ['updateCount'],
  files: ['applicationId'],
  fileUploadPostResponse: ['url', 's3etag'],
  flow: ['runtime', 'customNodes', 'customNodeVersions'],
  flows: ['customNodes', 'customNodeVersions', 'query'],
  flowsImportResult: ['warnings'],
  flowVersion: ['customNodes', 'customNodeVersions'],
  flowVersions: ['version', 'flowClass', 'customNodes', 'customNodeVersions', 'query'],
  integration: ['outbox'],
  me: ['isAdministrator'],
  orgInviteInfo: ['needsPassword'],
  success: ['jobId', 'runId'],
  validateContextSuccess: ['dashboard'],
  webhook: ['description', 'url', 'enabled', 'castBuffersAs', 'annotateMultipart', 'isWebsocket'],
};

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: object;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/**
 * Nearly all of the client's schemas want nothing and allow everything, so that the answer of another action would pass: an
 * answer is a list where its example is one, and has no fields but those of its schema and those listed above.
 */
function expectKnown(name: string, answer: unknown): void {
  const example = exampleOf(name);
  if (example !== undefined && Array.isArray(example) !== Array.isArray(answer))
    throw new Error(`${name}: the example is ${Array.isArray(example) ? 'a list' : 'no list'}`);
  const schema = require(`losant-rest/lib/schemas/${name}.json`) as Schema;
  expectFields(name, schema, answer);
  const items = schema.properties?.items?.items;
  const singular = name.replace(/s$/, '');
  if (items) for (const item of (answer as { items?: unknown[] }).items ?? []) expectFields(singular, items, item);
}

function expectFields(name: string, schema: Schema, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return;
  const forms = [schema, ...[schema.oneOf, schema.anyOf].flatMap((alternatives) => (alternatives ?? []).flat())];
  const documented = forms.flatMap((form) => Object.keys(form.properties ?? {}));
  // What has keys that its caller has chosen.
  if (documented.length === 0 || forms.some((form) => form.patternProperties !== undefined)) return;
  const known = new Set([...documented, '_type', '_links', ...(moreFields[name] ?? [])]);
  const unknown = Object.keys(answer).filter((field) => !known.has(field));
  if (unknown.length > 0) throw new Error(`${name} has fields that are not documented: ${unknown.join(', ')}`);
}
