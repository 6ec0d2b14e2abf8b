import { connect as connectTls } from 'node:tls';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { errorBehaviorFields, resultField } from '../fields.ts';
import { byErrorBehavior } from '../outcomes.ts';
import {
  loginCredentialField,
  readLogin,
  readPort,
  readTls,
  tlsFields,
  tlsOptionsOf,
  useHost,
} from '../remote/login.ts';
import { RedisClient } from '../remote/redis-client.ts';

const defaultPort = 6379;
const maxArguments = 10_000;

export const redisNode: NodeType = {
  type: 'RedisNode',
  label: 'Redis',
  summary: 'Sends one command to a Redis outside and stores its reply.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  hasErrorBehavior: true,
  fields: [
    { key: 'host', kind: 'template', label: 'Host', required: true },
    { key: 'port', kind: 'template', label: 'Port', default: String(defaultPort) },
    loginCredentialField,
    { key: 'user', kind: 'template', label: 'User', help: 'Empty: the default user.' },
    { key: 'password', kind: 'template', label: 'Password' },
    { key: 'sslOn', kind: 'boolean', label: 'Encrypt', default: false },
    ...tlsFields.map((field) => ({ ...field, when: { key: 'sslOn', is: [true] } })),
    { key: 'command', kind: 'template', label: 'Command', help: 'GET, SET, HGETALL …', required: true },
    { key: 'arguments', kind: 'list', label: 'Arguments', entries: 'template', maxEntries: maxArguments },
    { key: 'argumentsPath', kind: 'path', label: 'Or arguments path', help: 'A list; in place of the arguments.' },
    resultField({ help: 'A text, a number, null or a list, as Redis replies.' }),
    ...errorBehaviorFields,
  ],
  example: {
    host: 'redis.example.com',
    credentialNameTemplate: 'redis',
    command: 'HGET',
    arguments: ['machine:{{data.serial}}', 'state'],
    resultPath: 'working.state',
  },
  async run(context) {
    const { config } = context;
    const place = {
      host: config.requiredText('host', { escape: false }),
      port: readPort(context, 'port', defaultPort),
    };
    const given = { user: config.text('user', { escape: false }), password: config.text('password') };
    const tls = config.boolean('sslOn') ? readTls(context) : undefined;
    const command = config.requiredText('command').split(/\s+/);
    const words = [...command, ...readArguments(config)];
    await byErrorBehavior(context, async () => {
      const { user, password } = await readLogin(context, place, given);
      const reply = await useHost(context, { ...place, errorName: 'RedisError' }, async (host) => {
        const socket = await host.open();
        const encrypted = tls && connectTls({ socket, ...tlsOptionsOf(tls, host.serverName) });
        const client = new RedisClient(encrypted ?? socket);
        if (password !== '') await client.send(user === '' ? ['AUTH', password] : ['AUTH', user, password]);
        const sent = await client.send(words);
        socket.destroy();
        return sent;
      });
      config.write('resultPath', reply);
    });
  },
};

function readArguments(config: NodeConfig): string[] {
  const values = config.has('argumentsPath') ? config.read('argumentsPath') : undefined;
  // What a command stores is no markup.
  if (values === undefined) return config.texts('arguments', { escape: false });
  if (!Array.isArray(values) || values.length > maxArguments) {
    throw new NodeError('ValidationError', `argumentsPath leads to no list of at most ${maxArguments} arguments`);
  }
  return values.map((value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)));
}
