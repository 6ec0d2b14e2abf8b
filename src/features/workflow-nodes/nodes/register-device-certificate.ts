import { addressFields, readTopics, toAccessBody, topicFields } from '../broker-access.ts';
import type { NodeType } from '../context.ts';
import { dataFields, readData, readTexts } from '../data-method.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

const dataKeys = { json: 'jsonTemplate', path: 'payloadPath' };

export const registerDeviceCertificateNode: NodeType = {
  type: 'RegisterDeviceCertificateNode',
  label: 'Device Certificate: Register',
  summary: 'Registers a certificate that devices may log in with; an authority of the application must have signed it.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    ...dataFields('Certificate', dataKeys),
    {
      key: 'certificateTemplate',
      kind: 'template',
      label: 'Certificate',
      help: 'In PEM.',
      required: true,
      when: { key: 'dataMethod', is: ['individualFields'] },
    },
    { key: 'nameTemplate', kind: 'template', label: 'Name', help: 'Stands in front of the description.' },
    { key: 'descriptionTemplate', kind: 'template', label: 'Description' },
    { key: 'statusTemplate', kind: 'template', label: 'Status', help: 'active or inactive.', default: 'active' },
    {
      key: 'deviceIdTemplate',
      kind: 'template',
      label: 'Only for the device',
      help: 'Empty: for all devices of the application.',
    },
    ...topicFields,
    ...addressFields,
    resultField({ help: 'The certificate as it was registered.' }),
  ],
  example: {
    certificateTemplate: '{{working.issued.certificate}}',
    deviceIdTemplate: '{{data.deviceId}}',
    filterTypeTemplate: 'none',
    resultPath: 'working.registered',
  },
  async run(context) {
    const { config, services } = context;
    const given = readData(config, dataKeys, () => ({
      certificate: config.requiredText('certificateTemplate', { escape: false }),
      // What names no device would serve all of them.
      ...(config.has('deviceIdTemplate') ? { deviceId: config.requiredText('deviceIdTemplate') } : {}),
      ...readTexts(config, ['name', 'description', 'status', 'addressFilterType']),
      ...readTopics(config),
    }));
    const { deviceId, ...body } = toAccessBody(given, 'The certificate');
    const hasDevice = deviceId !== undefined && deviceId !== null;
    if (hasDevice && body.deviceIds !== undefined) {
      throw new NodeError('ValidationError', 'The certificate has both deviceId and deviceIds');
    }
    await softly(context, 'resultPath', () =>
      services.api.call({
        action: 'applicationCertificates.post',
        body: { ...body, ...(hasDevice ? { deviceIds: [deviceId] } : {}) },
      }),
    );
  },
};
