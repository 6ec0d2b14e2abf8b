import { toText } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { dataFields, readData, readTexts, requireObject } from '../data-method.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { deviceShapeFields, shapeDevice } from '../device-shape.ts';
import { NodeError } from '../errors.ts';
import { keyValueField, resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

const dataKeys = { json: 'deviceJsonTemplate', path: 'devicePayloadPath' };
const texts = ['name', 'description', 'deviceClass', 'gatewayId', 'parentId'] as const;
const deviceFields: readonly FieldDeclaration[] = [
  ...dataFields('Device', dataKeys),
  { key: 'nameTemplate', kind: 'template', label: 'Name' },
  { key: 'descriptionTemplate', kind: 'template', label: 'Description' },
  { key: 'deviceClassTemplate', kind: 'template', label: 'Class', help: 'standalone, gateway, peripheral …' },
  { key: 'gatewayIdTemplate', kind: 'template', label: 'Gateway' },
  { key: 'parentIdTemplate', kind: 'template', label: 'Parent' },
  { key: 'systemIntervalTemplate', kind: 'template', label: 'System interval in seconds' },
  { key: 'keepDuplicatesTemplate', kind: 'template', label: 'Keep duplicates', help: 'true or false.' },
  keyValueField('deviceTags', 'Tags'),
  {
    key: 'deviceAttributes',
    kind: 'list',
    label: 'Attributes',
    fields: [
      { key: 'nameTemplate', kind: 'template', label: 'Name' },
      { key: 'dataTypeTemplate', kind: 'template', label: 'Type', help: 'number, string, boolean or gps.' },
    ],
  },
];

interface Tag {
  readonly key: string;
  readonly value: string;
}
interface Attribute {
  readonly name: string;
  readonly dataType?: string;
}
type Device = Record<string, unknown> & { readonly tags?: readonly Tag[]; readonly attributes?: readonly Attribute[] };

export const createDeviceNode: NodeType = {
  type: 'CreateDeviceNode',
  label: 'Device: Create',
  summary: 'Creates a device, from a recipe where one is named.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    {
      key: 'recipeIdTemplate',
      kind: 'template',
      label: 'Recipe',
      help: 'What is said here overrides it; tags and attributes of the same name take their place.',
    },
    ...deviceFields,
    ...deviceShapeFields,
    resultField({ help: 'The device.' }),
  ],
  example: {
    nameTemplate: 'Pump {{data.serial}}',
    deviceClassTemplate: 'standalone',
    deviceTags: [{ keyTemplate: 'serial', valueTemplate: '{{data.serial}}' }],
    deviceAttributes: [{ nameTemplate: 'temperature', dataTypeTemplate: 'number' }],
    resultPath: 'working.device',
  },
  async run(context) {
    const { config, services } = context;
    const recipeId = config.text('recipeIdTemplate').trim();
    const given = readDevice(config);
    await softly(context, 'resultPath', async () => {
      const body = merge(recipeId === '' ? {} : await readRecipe(context, recipeId), given);
      const device = await services.api.call({ action: 'devices.post', body });
      return shapeDevice(device as Record<string, unknown>, config);
    });
  },
};

export const updateDeviceNode: NodeType = {
  type: 'UpdateDeviceNode',
  label: 'Device: Update',
  summary: 'Changes what is named of a device; other tags and attributes stay.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'idTemplate', kind: 'template', label: 'Device', required: true },
    ...deviceFields.map((field) =>
      field.key === 'deviceTags' || field.key === 'deviceAttributes'
        ? { ...field, help: 'Those of the same name are replaced; one without a value or type is removed.' }
        : field,
    ),
    ...deviceShapeFields,
    resultField({ help: 'The device afterwards.' }),
  ],
  example: {
    idTemplate: '{{data.deviceId}}',
    nameTemplate: 'Pump {{data.serial}}',
    deviceTags: [{ keyTemplate: 'site', valueTemplate: '{{data.site}}' }],
    resultPath: 'working.device',
  },
  async run(context) {
    const { config, services } = context;
    const deviceId = config.requiredText('idTemplate');
    const given = readDevice(config);
    await softly(context, 'resultPath', async () => {
      const parameters = { deviceId };
      const isMerging = given.tags !== undefined || given.attributes !== undefined;
      const before = isMerging ? ((await services.api.call({ action: 'device.get', parameters })) as Device) : {};
      const { tags, attributes } = merge({ tags: before.tags ?? [], attributes: before.attributes ?? [] }, given);
      const body = {
        ...given,
        ...(given.tags === undefined ? {} : { tags }),
        ...(given.attributes === undefined ? {} : { attributes }),
      };
      const device = await services.api.call({ action: 'device.patch', parameters, body });
      return shapeDevice(device as Record<string, unknown>, config);
    });
  },
};

export const deleteDeviceNode: NodeType = {
  type: 'DeviceDeleteWorkflowNode',
  label: 'Device: Delete',
  summary: 'Deletes a device by its id, or all that a query selects, with their data.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'dataMethod', kind: 'select', label: 'Devices by', options: ['id', 'query'], default: 'id' },
    { key: 'deviceIdTemplate', kind: 'template', label: 'Device', when: { key: 'dataMethod', is: ['id'] } },
    { key: 'deviceQueryJsonTemplate', kind: 'query', label: 'Query', when: { key: 'dataMethod', is: ['query'] } },
    resultField({ help: 'true; of a query an object with removed and failed.' }),
  ],
  example: { dataMethod: 'id', deviceIdTemplate: '{{data.deviceId}}', resultPath: 'working.deleted' },
  async run(context) {
    const { config, services } = context;
    if (config.plain('dataMethod') === 'query') {
      const query = config.query('deviceQueryJsonTemplate');
      // An empty template must not empty the application.
      if (query === undefined) throw new NodeError('ValidationError', 'The query is empty');
      await softly(context, 'resultPath', () => services.api.call({ action: 'devices.delete', body: { query } }));
      return;
    }
    const deviceId = config.requiredText('deviceIdTemplate');
    await softly(context, 'resultPath', async () => {
      await services.api.call({ action: 'device.delete', parameters: { deviceId } });
      return true;
    });
  },
};

/** What is named of a device; tags and attributes as lists, those to be removed without value or type. */
function readDevice(config: NodeConfig): Device {
  const given = readData(config, dataKeys, () => {
    const interval = config.number('systemIntervalTemplate');
    const keeps = config.text('keepDuplicatesTemplate').trim();
    const tags = config.keyValues('deviceTags').map(([key, value]) => ({ key, value }));
    const attributes = config.list('deviceAttributes').map((attribute) => ({
      name: attribute.text('nameTemplate', { escape: false }).trim(),
      dataType: attribute.text('dataTypeTemplate').trim(),
    }));
    return {
      ...readTexts(config, texts),
      ...(interval === undefined ? {} : { systemInterval: interval }),
      ...(keeps === '' ? {} : { keepDuplicates: keeps === 'true' }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(attributes.length === 0 ? {} : { attributes }),
    };
  });
  const device = requireObject(given, 'The device');
  return {
    ...device,
    ...(device.tags === undefined ? {} : { tags: toTagList(device.tags) }),
    ...(device.attributes === undefined ? {} : { attributes: toAttributeList(device.attributes) }),
  };
}

/** Tags as the API has them, or `{key: value}`, or `{key: [values]}` as other nodes show them. */
function toTagList(tags: unknown): Tag[] {
  if (Array.isArray(tags)) return tags as Tag[];
  return Object.entries(tags ?? {}).flatMap(([key, values]) =>
    [values].flat().map((value) => ({ key, value: toText(value) })),
  );
}

/** Attributes as the API has them, or `{name: {dataType}}`. */
function toAttributeList(attributes: unknown): Attribute[] {
  if (Array.isArray(attributes)) return attributes as Attribute[];
  return Object.entries(attributes ?? {}).map(([name, attribute]) => ({ name, ...(attribute as object) }));
}

/** Listed tags and attributes take the place of those of the same name; one without a value, or a type, only removes them. */
function merge(before: Device, given: Device): Device {
  const keys = new Set(given.tags?.map(({ key }) => key));
  const names = new Set(given.attributes?.map(({ name }) => name));
  const hasValue = ({ value }: Tag) => value !== undefined && value !== null && toText(value) !== '';
  const tags = [...(before.tags ?? []).filter(({ key }) => !keys.has(key)), ...(given.tags ?? []).filter(hasValue)];
  const attributes = [
    ...(before.attributes ?? []).filter(({ name }) => !names.has(name)),
    ...(given.attributes ?? []).filter(({ dataType }) => Boolean(dataType)),
  ];
  return { ...before, ...given, tags, attributes };
}

/** What a device of the recipe begins as. */
async function readRecipe({ services }: NodeContext, deviceRecipeId: string): Promise<Device> {
  const recipe = (await services.api.call({
    action: 'deviceRecipe.get',
    parameters: { deviceRecipeId },
  })) as Device & Record<string, unknown>;
  const { deviceName, name, deviceDescription, tags, attributes } = recipe;
  const kept = Object.entries(recipe).filter(
    ([key, value]) =>
      ['deviceClass', 'gatewayId', 'parentId', 'systemInterval', 'keepDuplicates'].includes(key) && value !== null,
  );
  return {
    name: deviceName || name,
    ...(deviceDescription ? { description: deviceDescription } : {}),
    ...Object.fromEntries(kept),
    ...(tags ? { tags } : {}),
    ...(attributes ? { attributes } : {}),
  };
}
