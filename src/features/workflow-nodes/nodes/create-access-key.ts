import { addressFields, readDevices, readTopics, requireAnswer, toAccessBody, topicFields } from '../broker-access.ts';
import type { NodeType } from '../context.ts';
import { dataFields, readData, readTexts } from '../data-method.ts';
import { runnableClasses } from '../declaration.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

const dataKeys = { json: 'jsonTemplate', path: 'payloadPath' };

export const createAccessKeyNode: NodeType = {
  type: 'CreateAccessKeyNode',
  label: 'Access Key: Create',
  summary: 'Creates an access key with which devices log in; its secret is shown this once.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    ...dataFields('Access key', dataKeys),
    { key: 'nameTemplate', kind: 'template', label: 'Name', help: 'Stands in front of the description.' },
    { key: 'descriptionTemplate', kind: 'template', label: 'Description' },
    {
      key: 'deviceIdsTemplate',
      kind: 'list',
      label: 'For devices',
      help: 'Without devices and tags the key is for all devices of the application.',
      entries: 'template',
      maxEntries: 1000,
    },
    {
      key: 'deviceTagsTemplate',
      kind: 'list',
      label: 'For devices with tags',
      maxEntries: 100,
      fields: [
        { key: 'keyTemplate', kind: 'template', label: 'Key' },
        { key: 'valueTemplate', kind: 'template', label: 'Value' },
      ],
    },
    ...topicFields,
    ...addressFields,
    resultField({ help: 'An object with key and secret.', required: true }),
  ],
  example: {
    descriptionTemplate: 'Of {{data.serial}}',
    deviceIdsTemplate: ['{{data.deviceId}}'],
    filterTypeTemplate: 'none',
    resultPath: 'working.accessKey',
  },
  async run(context) {
    const { config, services } = context;
    const given = readData(config, dataKeys, () => ({
      ...readTexts(config, ['name', 'description', 'addressFilterType']),
      ...readDevices(config),
      ...readTopics(config),
    }));
    const body = toAccessBody(given, 'The access key');
    await softly(context, 'resultPath', async () => {
      const { key, secret } = requireAnswer(await services.api.call({ action: 'applicationKeys.post', body }));
      return { key, secret };
    });
  },
};
