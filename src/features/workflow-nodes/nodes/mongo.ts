import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { errorBehaviorFields, resultField } from '../fields.ts';
import { byErrorBehavior } from '../outcomes.ts';
import { loginCredentialField, readLogin, useHost } from '../remote/login.ts';
import { withCollection } from '../remote/mongo-client.ts';
import { mongoMethods, runMongoMethod } from '../remote/mongo-methods.ts';
import { lookUpMongo, readMongoUri } from '../remote/mongo-uri.ts';

const maxArguments = 10;

export const mongoNode: NodeType = {
  type: 'MongoNode',
  label: 'MongoDB',
  summary: 'Reads or changes documents of a MongoDB outside.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  hasErrorBehavior: true,
  fields: [
    {
      key: 'mongoUriTemplate',
      kind: 'template',
      label: 'Connection string',
      help: 'mongodb://… or mongodb+srv://…, with the database after the hosts. Of a set the members that may be asked.',
      required: true,
    },
    loginCredentialField,
    { key: 'collectionNameTemplate', kind: 'template', label: 'Collection', required: true },
    { key: 'mongoMethod', kind: 'select', label: 'Method', options: mongoMethods, default: 'find' },
    {
      key: 'mongoArgs',
      kind: 'list',
      label: 'Arguments',
      help: 'Those of the method, in order: filter, changes, options. {"$oid": "…"} is an ObjectId, {"$date": "…"} a time.',
      entries: 'json',
      maxEntries: maxArguments,
    },
    resultField({ help: 'A list of documents, a document, a number, or what the method says of its change.' }),
    ...errorBehaviorFields,
  ],
  example: {
    mongoUriTemplate: 'mongodb+srv://cluster.example.com/plant',
    credentialNameTemplate: 'plant documents',
    collectionNameTemplate: 'machines',
    mongoMethod: 'find',
    mongoArgs: ['{"serial": "{{data.serial}}"}', '{"limit": 1}'],
    resultPath: 'working.machines',
  },
  async run(context) {
    const { config } = context;
    const named = readMongoUri(config.requiredText('mongoUriTemplate', { escape: false }));
    const collection = config.requiredText('collectionNameTemplate', { escape: false });
    const method = config.choice('mongoMethod', 'find' as string);
    const args = readArguments(config);
    await byErrorBehavior(context, async () => {
      const place = named.isLookedUp ? await lookUpMongo(named) : named;
      const [first = { host: '', port: 0 }] = place.hosts;
      let login = named.login;
      // Each of them may be sent what is secret.
      for (const each of place.hosts) login = await readLogin(context, each, named.login);
      const result = await useHost(context, { ...first, errorName: 'MongoError' }, (host) =>
        withCollection(host, { place, login, collection }, (found) => runMongoMethod(found, method, args)),
      );
      config.write('resultPath', result);
    });
  },
};

/** A list of JSON templates, or one of the whole list. */
function readArguments(config: NodeConfig): unknown[] {
  const given = config.raw('mongoArgs');
  const all = Array.isArray(given)
    ? given.map((entry) => config.with({ entry }).json('entry'))
    : [config.json('mongoArgs') ?? []].flat();
  if (all.length > maxArguments)
    throw new NodeError('ValidationError', `mongoArgs has more than ${maxArguments} entries`);
  return all;
}
