import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { dataFields, readData, readIds, readTexts, requireObject } from '../data-method.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { keyValueField, pageFields, resultField } from '../fields.ts';
import { readPageQuestion, toPageResult } from '../find-page.ts';
import { softly } from '../outcomes.ts';
import { readEventTags } from './event-tags.ts';

const queryField: FieldDeclaration = {
  key: 'queryTemplate',
  kind: 'query',
  label: 'Query',
  help: 'JSON, as in {"state": {"$eq": "new"}}.',
};

interface EventPage {
  readonly items: readonly { readonly id: string }[];
  readonly totalCount: number;
}

export const getEventNode: NodeType = {
  type: 'GetEventNode',
  label: 'Event: Get',
  summary: 'Finds an event by its id or a query, or a page of events.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  fields: [
    { key: 'eventIdTemplate', kind: 'template', label: 'Event id', help: 'Empty: by the query.' },
    queryField,
    ...pageFields,
    resultField(),
  ],
  example: {
    queryTemplate: '{"state": {"$eq": "new"}}',
    sortField: 'creationDate',
    sortDirection: 'desc',
    resultPath: 'working.event',
  },
  async run(context) {
    const { config } = context;
    const eventId = config.text('eventIdTemplate').trim();
    const question = readPageQuestion(config);
    const query = eventId === '' ? (config.query('queryTemplate') ?? {}) : { id: eventId };
    // What is no id names nothing.
    const isNothing = eventId !== '' && readIds(eventId).length === 0;
    const found = isNothing ? { items: [], totalCount: 0 } : await findEvents(context, query, question);
    config.write('resultPath', toPageResult(config, question, found));
  },
};

async function findEvents(
  { services }: NodeContext,
  query: unknown,
  { page, perPage, sortField, sortDirection }: ReturnType<typeof readPageQuestion>,
): Promise<EventPage> {
  const found = (await services.api.call({
    action: 'events.get',
    query: {
      query: JSON.stringify(query),
      page,
      // Who only counts reads one.
      perPage: Math.max(perPage, 1),
      sortField: sortField || undefined,
      sortDirection: sortDirection || undefined,
    },
  })) as EventPage;
  return perPage === 0 ? { ...found, items: [] } : found;
}

const patchKeys = { json: 'eventJsonTemplate', path: 'eventPayloadPath' };

export const updateEventNode: NodeType = {
  type: 'UpdateEventNode',
  label: 'Event: Update',
  summary:
    'Adds an update to an event, or to all that a query selects: a state, a comment, tags, data, or another level, subject or device.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'targetEventIdTemplate', kind: 'template', label: 'Event id', help: 'Empty: by the query.' },
    { ...queryField, help: 'Without "update all": the newest that it selects.' },
    { key: 'updateMultiple', kind: 'boolean', label: 'Update all that the query selects', default: false },
    ...dataFields('Update', patchKeys),
    {
      key: 'stateTemplate',
      kind: 'template',
      label: 'State',
      help: 'new, acknowledged or resolved; empty: unchanged.',
    },
    { key: 'commentTemplate', kind: 'template', label: 'Comment' },
    {
      key: 'levelTemplate',
      kind: 'template',
      label: 'Level',
      help: 'info, warning, error or critical; empty: unchanged.',
    },
    { key: 'subjectTemplate', kind: 'template', label: 'Subject', help: 'Empty: unchanged.' },
    { key: 'deviceIdTemplate', kind: 'template', label: 'Device', help: 'Empty: unchanged.' },
    keyValueField('eventTags', 'Tags'),
    { key: 'dataSourceType', kind: 'select', label: 'Data from', options: ['none', 'payloadPath', 'jsonTemplate'] },
    { key: 'dataSourcePath', kind: 'path', label: 'Data path', when: { key: 'dataSourceType', is: ['payloadPath'] } },
    { key: 'dataSourceJson', kind: 'json', label: 'Data', when: { key: 'dataSourceType', is: ['jsonTemplate'] } },
    resultField({ help: 'The event afterwards; of several {success: true}; null when none was found by the query.' }),
  ],
  example: {
    targetEventIdTemplate: '{{data.eventId}}',
    stateTemplate: 'resolved',
    commentTemplate: 'Back to normal',
    resultPath: 'working.event',
  },
  async run(context) {
    const { config, services } = context;
    const eventId = config.text('targetEventIdTemplate').trim();
    const query = config.query('queryTemplate');
    if (eventId === '' && query === undefined)
      throw new NodeError('ValidationError', 'Neither an event id nor a query says which event is meant');
    const body = requireObject(
      readData(config, patchKeys, () => readPatch(config)),
      'The update',
    );
    const isMultiple = eventId === '' && config.boolean('updateMultiple');
    await softly(context, 'resultPath', async () => {
      if (isMultiple) {
        await services.api.call({ action: 'events.patch', query: { query: JSON.stringify(query) }, body });
        return { success: true };
      }
      const first = { isMultiple, page: 0, perPage: 1, sortField: 'creationDate', sortDirection: 'desc' };
      const id = eventId || (await findEvents(context, query, first)).items[0]?.id;
      return id ? services.api.call({ action: 'event.patch', parameters: { eventId: id }, body }) : null;
    });
  },
};

function readPatch(config: NodeConfig): Record<string, unknown> {
  const tags = readEventTags(config);
  const source = config.plain('dataSourceType');
  const data =
    source === 'payloadPath'
      ? config.read('dataSourcePath')
      : source === 'jsonTemplate'
        ? config.json('dataSourceJson')
        : undefined;
  return {
    ...readTexts(config, ['state', 'comment', 'level', 'subject', 'deviceId']),
    ...(Object.keys(tags).length === 0 ? {} : { eventTags: tags }),
    ...(data === undefined ? {} : { data }),
  };
}

export const deleteEventNode: NodeType = {
  type: 'DeleteEventNode',
  label: 'Event: Delete',
  summary: 'Deletes an event by its id, or all that a query selects.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'eventIdTemplate', kind: 'template', label: 'Event id', help: 'Empty: by the query.' },
    { ...queryField, help: 'All that it selects are deleted.' },
    resultField({ help: 'An object with removed: how many.' }),
  ],
  example: { eventIdTemplate: '{{data.eventId}}', resultPath: 'working.deleted' },
  async run(context) {
    const { config, services } = context;
    const eventId = config.text('eventIdTemplate').trim();
    const body = config.query('queryTemplate');
    if (eventId === '' && body === undefined)
      throw new NodeError('ValidationError', 'Neither an event id nor a query says which events are to go');
    await softly(context, 'resultPath', async () => {
      if (eventId === '') return services.api.call({ action: 'events.delete', body });
      await services.api.call({ action: 'event.delete', parameters: { eventId } });
      return { removed: 1 };
    });
  },
};
