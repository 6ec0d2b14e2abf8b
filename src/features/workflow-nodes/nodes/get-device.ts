import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { keyValueField, pageFields, resultField } from '../fields.ts';

const maxPerPage = 1000;

export const getDeviceNode: NodeType = {
  type: 'GetDeviceNode',
  label: 'Device: Get',
  summary: 'Finds a device, or a page of devices, with their state where that is asked for.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  fields: [
    {
      key: 'findMethod',
      kind: 'select',
      label: 'Find by',
      options: [
        'id',
        'name',
        'findByAllTags',
        'findByAnyTags',
        'findByParentId',
        'experienceGroupId',
        'experienceUserIdOrEmail',
        'query',
      ],
      default: 'id',
    },
    { key: 'idTemplate', kind: 'template', label: 'Device id or name' },
    keyValueField('tags', 'Tags'),
    { key: 'parentIdTemplate', kind: 'template', label: 'Parent' },
    { key: 'queryTemplate', kind: 'query', label: 'Query' },
    ...pageFields,
    { key: 'includeState', kind: 'boolean', label: 'With its state', default: false },
    { key: 'attributes', kind: 'list', label: 'Attributes', entries: 'template' },
    { key: 'includeConnectionStatus', kind: 'boolean', label: 'With its connection', default: true },
    { key: 'tagsAsObject', kind: 'boolean', label: 'Tags as an object', default: false },
    { key: 'attributesAsObject', kind: 'boolean', label: 'Attributes as an object', default: false },
    resultField({ required: true }),
  ],
  example: { findMethod: 'id', idTemplate: '{{data.deviceId}}', resultPath: 'working.device' },
  async run({ config, services }) {
    const query = makeQuery(config);
    const isMultiple = config.boolean('findMultiple');
    const perPage = isMultiple ? Math.min(Math.max(config.number('resultsPerPage') ?? 100, 0), maxPerPage) : 1;
    const page = isMultiple ? Math.max(config.number('resultsPage') ?? 0, 0) : 0;
    const attributes = config.texts('attributes').filter((name) => name !== '');
    const found = await services.devices.find({
      query,
      page,
      perPage,
      sortField: config.text('sortField'),
      sortDirection: config.text('sortDirection'),
      connection: config.boolean('includeConnectionStatus', true),
      ...(config.boolean('includeState') ? { state: attributes.length > 0 ? attributes : 'all' } : {}),
    });
    const items = found.items.map((device) => shape(device, config));
    const { totalCount } = found;
    if (!isMultiple) return config.write('resultPath', items[0] ?? null);
    const isCounting = perPage === 0 || config.boolean('findMetadata');
    config.write('resultPath', isCounting ? { items, count: items.length, totalCount, page, perPage } : items);
  },
};

function makeQuery(config: NodeConfig): unknown {
  const id = config.text('idTemplate').trim();
  const method = config.choice('findMethod', 'id' as string);
  const tags = config.keyValues('tags').map(([key, value]) => ({
    tags: { $eq: { ...(key === '' ? {} : { $tagKey: key }), ...(value === '' ? {} : { $tagValue: value }) } },
  }));
  switch (method) {
    case 'id':
      return { id: config.requiredText('idTemplate') };
    case 'name':
      return { name: id };
    case 'tags':
    case 'findByAllTags':
      return tags.length === 0 ? {} : { $and: tags };
    case 'findByAnyTags':
      return tags.length === 0 ? {} : { $or: tags };
    case 'findByParentId':
      return { parentId: config.text('parentIdTemplate').trim() || id };
    case 'query':
      return config.json('queryTemplate') ?? {};
    default:
      throw new NodeError('NotAvailable', `This server cannot find devices by ${method} yet`);
  }
}

function shape(device: Readonly<Record<string, unknown>>, config: NodeConfig): Record<string, unknown> {
  const shaped: Record<string, unknown> = { ...device };
  if (config.boolean('tagsAsObject')) {
    const tags = new Map<string, string[]>();
    for (const { key, value } of device.tags as { key: string; value: string }[]) {
      tags.set(key, [...(tags.get(key) ?? []), value]);
    }
    shaped.tags = Object.fromEntries(tags);
  }
  if (config.boolean('attributesAsObject')) {
    const attributes = device.attributes as { name: string }[];
    shaped.attributes = Object.fromEntries(attributes.map(({ name, ...attribute }) => [name, attribute]));
  }
  return shaped;
}
