import { isContainer } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { keyValueField, resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { readEventTags } from './event-tags.ts';

export const createEventNode: NodeType = {
  type: 'CreateEventNode',
  label: 'Event: Create',
  summary: 'Creates an event of the application.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    {
      key: 'dataMethod',
      kind: 'select',
      label: 'Event from',
      options: ['individualFields', 'jsonTemplate', 'payloadPath'],
      default: 'individualFields',
    },
    { key: 'eventJsonTemplate', kind: 'json', label: 'Event', when: { key: 'dataMethod', is: ['jsonTemplate'] } },
    { key: 'eventPayloadPath', kind: 'path', label: 'Event', when: { key: 'dataMethod', is: ['payloadPath'] } },
    { key: 'levelTemplate', kind: 'template', label: 'Level', help: 'info, warning, error or critical.' },
    { key: 'subjectTemplate', kind: 'template', label: 'Subject' },
    { key: 'messageTemplate', kind: 'template', label: 'Message' },
    { key: 'deviceIdTemplate', kind: 'template', label: 'Device' },
    { key: 'stateTemplate', kind: 'template', label: 'State', default: 'new' },
    keyValueField('eventTags', 'Tags'),
    { key: 'dataSourceType', kind: 'select', label: 'Data from', options: ['none', 'payloadPath', 'jsonTemplate'] },
    { key: 'dataSourcePath', kind: 'path', label: 'Data' },
    { key: 'dataSourceJson', kind: 'json', label: 'Data' },
    {
      key: 'timeSourceType',
      kind: 'select',
      label: 'Time',
      options: ['now', 'payloadTime', 'payloadPath'],
      default: 'now',
    },
    { key: 'timeSourcePath', kind: 'path', label: 'Time path' },
    resultField(),
  ],
  example: { levelTemplate: 'warning', subjectTemplate: '{{deviceName}} is too warm', resultPath: 'working.event' },
  async run(context) {
    const { config, payload, services } = context;
    const event = readEvent(config);
    const type = config.choice('timeSourceType', 'now' as string);
    const given =
      type === 'payloadTime' ? payload.time : type === 'payloadPath' ? config.read('timeSourcePath') : undefined;
    const time = given instanceof Date || typeof given === 'number' ? new Date(given) : undefined;
    const body = { ...event, ...(time ? { creationDate: time.getTime() } : {}) };
    await softly(context, 'resultPath', () => services.api.call({ action: 'events.post', body }));
  },
};

function readEvent(config: NodeConfig): Record<string, unknown> {
  const method = config.choice('dataMethod', 'individualFields' as string);
  if (method === 'individualFields') {
    const texts = Object.fromEntries(
      ['message', 'deviceId', 'state'].flatMap((field) => {
        const text = config.text(`${field}Template`, { escape: false });
        return text === '' ? [] : [[field, text]];
      }),
    );
    const data = readData(config);
    return {
      ...texts,
      level: config.requiredText('levelTemplate'),
      subject: config.requiredText('subjectTemplate', { escape: false }),
      eventTags: readEventTags(config),
      ...(data === undefined ? {} : { data }),
    };
  }
  const event = method === 'jsonTemplate' ? config.json('eventJsonTemplate') : config.read('eventPayloadPath');
  if (!isContainer(event)) throw new NodeError('ValidationError', 'The event is no object');
  return event as Record<string, unknown>;
}

function readData(config: NodeConfig): unknown {
  const type = config.plain('dataSourceType');
  if (type === 'payloadPath') return config.read('dataSourcePath');
  return type === 'jsonTemplate' ? config.json('dataSourceJson') : undefined;
}
