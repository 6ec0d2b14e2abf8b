// The official client with every answer checked against the schema that its own documentation names for the action.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Client } from './api.ts';
import { expectSchema } from './schema.ts';

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
      return;
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  if (failures.length > 0) throw new Error(`${action}\n${failures.join('\n')}`);
}
