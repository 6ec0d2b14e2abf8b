// The compose file and the balancer's configuration that operators are given (docs/scaling.md), as far as a machine without
// Docker can judge them: every setting is one that this server knows and takes, and every name, port and volume fits. The
// cluster tests of the slow suite run three nodes behind this `haproxy.cfg`.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig, unknownSettings } from '../../src/platform/config.ts';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly stop_grace_period?: string;
  readonly healthcheck?: object;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { ipam: { config: { subnet: string }[] } }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const folder = new URL('../../deploy/cluster/', import.meta.url);
const read = (name: string) => readFile(fileURLToPath(new URL(name, folder)), 'utf8');
const compose = parse(await read('compose.yaml')) as Compose;
const balancer = await read('haproxy.cfg');
const nodes = Object.entries(compose.services).filter(([name]) => /^node\d+$/.test(name));

/** What its first lines tell an operator to set. */
const operators: Readonly<Record<string, string>> = {
  SIGNALBOX_SECRET_KEY: 'a key of at least 16 characters',
  POSTGRES_PASSWORD: 'secret',
  SIGNALBOX_ADMIN_EMAIL: 'admin@example.com',
  SIGNALBOX_ADMIN_PASSWORD: 'a long password',
};

/** As compose does it: `${NAME:?}` must be set, `${NAME:-default}` need not be. */
function substitute(text: string): string {
  return text.replaceAll(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)\}/g, (_whole, name: string, otherwise?: string) => {
    const value = operators[name] ?? otherwise;
    if (value === undefined) throw new Error(`${name} is asked for and not said to be needed`);
    return value;
  });
}

function environmentOf(service: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [name, substitute(value)]),
  );
}

it('gives each node settings that the server knows and takes', () => {
  expect(nodes.map(([name]) => name)).toEqual(['node1', 'node2', 'node3']);
  for (const [, node] of nodes) {
    const environment = environmentOf(node);
    expect(unknownSettings(environment)).toEqual([]);
    const config = loadConfig(environment);
    // Several nodes: Redis, the one database, a folder in common, and time to move clients off.
    expect(new URL(config.redisUrl ?? '').hostname in compose.services).toBe(true);
    expect(new URL(config.databaseUrl ?? '').hostname in compose.services).toBe(true);
    const mounts = (node.volumes ?? []).map((volume) => volume.split(':') as [string, string, string?]);
    const shared = mounts.find(([, inside]) => inside === config.sharedDir);
    expect(shared && shared[0] in compose.volumes).toBe(true);
    expect(config.drainTime).toBeGreaterThan(0);
    // The stop takes up to 10 s after the clients have been moved off (docs/configuration.md).
    expect(Number.parseInt(node.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(config.drainTime + 10);
    // Nothing of the container but the common folder must last: the checkout is read-only.
    expect(mounts.find(([, inside]) => inside === '/srv/signalbox')?.[2]).toBe('ro');
    expect(config.dataDir.startsWith('/tmp/')).toBe(true);
  }
});

it('names no service, network, volume or variable that is not there', () => {
  for (const [, service] of Object.entries(compose.services)) {
    for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
    const needed = Array.isArray(service.depends_on) ? service.depends_on : Object.entries(service.depends_on ?? {});
    for (const each of needed as (string | [string, { condition: string }])[]) {
      const [name, how] = typeof each === 'string' ? [each, undefined] : each;
      expect(compose.services).toHaveProperty(name);
      if (how?.condition === 'service_healthy') expect(compose.services[name]?.healthcheck).toBeDefined();
    }
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty(source);
    }
    environmentOf(service);
  }
});

it('has the balancer ask the nodes where they listen', () => {
  const { haproxy } = compose.services;
  const environment = environmentOf(haproxy as Service);
  const asked = new Set([...balancer.matchAll(/"\$\{(\w+)\}"/g)].map(([, name]) => name));
  expect(asked).toEqual(new Set(Object.keys(environment)));
  for (const [index, [name, node]] of nodes.entries()) {
    const { httpPort, mqttPort, host } = loadConfig(environmentOf(node));
    expect(host).toBe('0.0.0.0');
    expect(environment[`NODE_${index + 1}_HTTP`]).toBe(`${name}:${httpPort}`);
    expect(environment[`NODE_${index + 1}_MQTT`]).toBe(`${name}:${mqttPort}`);
    expect(balancer).toMatch(new RegExp(`server ${name} "\\$\\{NODE_${index + 1}_HTTP\\}" check`));
    expect(balancer).toMatch(new RegExp(`server ${name} "\\$\\{NODE_${index + 1}_MQTT\\}" track http_nodes/${name}`));
  }
  // What it binds is what is published.
  const published = (haproxy?.ports ?? []).map((port) => `:${port.split(':').at(-1)}`);
  expect(published.toSorted()).toEqual([environment.HTTP_BIND, environment.MQTT_BIND].toSorted());
  // Clients' addresses come from it, so the nodes trust the network that it is in.
  const [network = ''] = haproxy?.networks ?? [];
  const subnet = compose.networks[network]?.ipam.config[0]?.subnet;
  for (const [, node] of nodes) expect(node.environment?.SIGNALBOX_TRUSTED_PROXIES).toBe(subnet);
});
