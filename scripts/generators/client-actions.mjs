import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** One function of the official client: its comment with the scopes, its name, its path and its method. */
const pattern =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*internals\.(\w+) = function[\s\S]*?uriTemplate\.parse\('([^']*)'\)[\s\S]*?method: '(\w+)'/g;

/**
 * The actions that the official client knows and the table of actions does not: what it can call of a newer platform. API
 * tokens may be given their scopes, so that programs written for it get the token they ask for.
 */
export async function makeClientActions() {
  // Its entry is lib/index.js.
  const lib = dirname(require.resolve('losant-rest'));
  const contract = ['actions', 'extensions'].map((name) =>
    JSON.parse(readFileSync(new URL(`../../src/kernel/contract/${name}.json`, import.meta.url), 'utf8')),
  );
  const isKnown = (resource, verb) => contract.some((file) => file[resource]?.[verb] !== undefined);
  const found = {};
  const add = (resource, verb, action) => {
    if (isKnown(resource, verb)) return;
    found[resource] ??= {};
    found[resource][verb] ??= action;
  };
  const all = new Set(
    contract
      .flatMap((file) => Object.values(file).flatMap((each) => Object.values(each)))
      .flatMap((each) => each.scopes ?? []),
  );
  for (const file of readdirSync(join(lib, 'api')).sort()) {
    const resource = file.replace(/\.js$/, '');
    for (const [, comment, verb, path, method] of readFileSync(join(lib, 'api', file), 'utf8').matchAll(pattern)) {
      const text = comment.replaceAll(/\n\s*\*/g, ' ').replaceAll(/\s+/g, ' ');
      const scopes = /following scopes: (.*?)\.(?: |$)/.exec(text)?.[1];
      if (scopes === undefined) continue;
      add(resource, verb, { method, path, scopes: scopes.split(/, (?:or )?| or /).sort() });
    }
  }
  // What a token may name although the client has no function for it, such as its event streams.
  const schema = JSON.parse(readFileSync(join(lib, 'schemas', 'applicationApiTokenPost.json'), 'utf8'));
  for (const scope of schema.properties.scope.items.enum) {
    const [resource, verb] = scope.split('.');
    if (resource === 'all' || verb === '*' || all.has(scope)) continue;
    const scopes = ['all.Application', 'all.Organization', 'all.User', `${resource}.*`, scope];
    add(resource, verb, { method: 'GET', path: '/applications/{applicationId}', scopes });
  }
  const sorted = Object.fromEntries(
    Object.keys(found)
      .sort()
      .map((resource) => [resource, Object.fromEntries(Object.entries(found[resource]).sort())]),
  );
  return `${JSON.stringify(sorted, null, 2)}\n`;
}
