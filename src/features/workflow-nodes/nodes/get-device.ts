import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { readIds, readTagQueries } from '../data-method.ts';
import { runnableClasses } from '../declaration.ts';
import { deviceShapeFields, shapeDevice } from '../device-shape.ts';
import { NodeError } from '../errors.ts';
import { keyValueField, pageFields, resultField } from '../fields.ts';
import { readPageQuestion, toPageResult } from '../find-page.ts';

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
      olderOptions: ['tags'],
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
    ...deviceShapeFields,
    resultField({ required: true }),
  ],
  example: { findMethod: 'id', idTemplate: '{{data.deviceId}}', resultPath: 'working.device' },
  async run({ config, services }) {
    const query = makeQuery(config);
    const question = readPageQuestion(config);
    const { page, perPage, sortField, sortDirection } = question;
    const attributes = config.texts('attributes').filter((name) => name !== '');
    const found =
      query === undefined
        ? { items: [], totalCount: 0 }
        : await services.devices.find({
            query,
            page,
            perPage,
            sortField,
            sortDirection,
            connection: config.boolean('includeConnectionStatus', true),
            ...(config.boolean('includeState') ? { state: attributes.length > 0 ? attributes : 'all' } : {}),
          });
    const items = found.items.map((device) => shapeDevice(device, config));
    config.write('resultPath', toPageResult(config, question, { items, totalCount: found.totalCount }));
  },
};

/** Undefined: what should name devices (an id, tags, a query) names none; it must not find any device at all. */
function makeQuery(config: NodeConfig): unknown {
  const id = config.text('idTemplate').trim();
  const method = config.choice('findMethod', 'id' as string);
  const tags = readTagQueries(config, 'tags').map(({ key, value }) => ({
    tags: {
      $eq: { ...(key === undefined ? {} : { $tagKey: key }), ...(value === undefined ? {} : { $tagValue: value }) },
    },
  }));
  switch (method) {
    case 'id':
      return ofId('id', config.requiredText('idTemplate'));
    case 'name':
      return { name: id };
    case 'tags':
    case 'findByAllTags':
      return tags.length === 0 ? undefined : { $and: tags };
    case 'findByAnyTags':
      return tags.length === 0 ? undefined : { $or: tags };
    case 'findByParentId':
      return ofId('parentId', config.text('parentIdTemplate').trim() || id);
    case 'query':
      return config.query('queryTemplate');
    default:
      throw new NodeError('NotAvailable', `This server cannot find devices by ${method} yet`);
  }
}

function ofId(field: 'id' | 'parentId', text: string): object | undefined {
  const [id] = readIds(text);
  return id === undefined ? undefined : { [field]: id };
}
