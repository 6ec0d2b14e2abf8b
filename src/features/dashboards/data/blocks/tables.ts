import { own } from '../../../../kernel/own.ts';
import { tagsByKey } from '../../../../kernel/tags.ts';
import type { DeviceProfile } from '../../../devices/index.ts';
import { type BlockData, type BlockQuestion, requireApplication } from '../block-question.ts';
import { type Config, readList, readNumber, readObject, readText } from '../config.ts';
import { readQuery, type TimedValue } from '../reader.ts';
import { sourcesOf } from '../value-query.ts';
import { type Cell, cellOf, headerOf } from './cells.ts';

const maxRows = 1000;

/** dashboards.md, "7. Blocks", device-state-table: a row for each device, or for each report of a window. */
export async function showStateTable(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, reader, window } = question;
  const selected = await reader.select(requireApplication(question), config, question.common);
  for (const { deviceId } of selected.devices) question.watch.deviceIds.add(deviceId);
  const asked = readList(config.attributes, 100).map((each) => texts.plain(each));
  const names =
    asked.length > 0 ? asked : [...new Set(selected.devices.flatMap(({ attributes }) => [...attributes.keys()]))];
  const given = readList(config.columns, 100).map(readObject);
  const columns: readonly Config[] =
    given.length > 0
      ? given
      : [
          { type: 'deviceName' },
          ...names.map((attribute) => ({ type: 'attribute', attribute })),
          { type: 'timestamp' },
        ];
  const wanted = new Set([...names, ...columns.map(({ attribute }) => readText(attribute))]);
  const reports =
    window.duration > 0
      ? await readReports(question, selected.devices, wanted)
      : await readLast(question, selected.devices, wanted);
  const rows = reports.slice(0, maxRows).map(({ device, values, time }) => {
    const tags = tagsByKey(device.tags);
    const about = { deviceId: device.deviceId, deviceName: device.name, deviceTags: tags };
    return columns.map((column): Cell => {
      const { name, value, own } = readCell(column, { device, values, time, tags });
      const seen = { ...about, name, value, time: time === undefined ? undefined : new Date(own ?? time) };
      return cellOf(question, column.rowTemplate, seen);
    });
  });
  const sortIndex = readNumber(config.sortIndex);
  const direction = readNumber(config.sortDirection) ?? 0;
  return {
    isEmpty: rows.length === 0,
    truncated: selected.truncated || reports.length > maxRows,
    data: {
      columns: columns.map((column) => ({ header: headerOf(question, column) })),
      rows,
      ...(sortIndex !== undefined && direction !== 0 && sortIndex < columns.length
        ? { sort: { index: sortIndex, direction: direction > 0 ? 'asc' : 'desc' } }
        : {}),
      ...(selected.devices.length === 0 ? { missing: { reason: 'noDevice' } } : {}),
    },
  };
}

interface Report {
  readonly device: DeviceProfile;
  readonly values: ReadonlyMap<string, TimedValue>;
  readonly time: number | undefined;
}

/** Each attribute's last value, and the newest of their times. */
async function readLast(
  { reader, window }: BlockQuestion,
  devices: readonly DeviceProfile[],
  names: ReadonlySet<string>,
): Promise<Report[]> {
  const keysOf = ({ attributes }: DeviceProfile) =>
    [...attributes.values()].flatMap(({ name, key }) => (names.has(name) ? [String(key)] : []));
  const found = await reader.newest(devices, keysOf, window.isLive ? undefined : window.end);
  return devices.map((device) => {
    const stored = found.get(device.deviceRowId) ?? new Map<string, TimedValue>();
    const values = new Map(
      [...device.attributes.values()].flatMap(({ name, key }) => {
        const value = stored.get(String(key));
        return value && names.has(name) ? [[name, value] as const] : [];
      }),
    );
    const times = [...values.values()].map(({ time }) => time);
    return { device, values, time: times.length === 0 ? undefined : Math.max(...times) };
  });
}

/** The reports of the window, newest first: the values that came in one millisecond are one. */
async function readReports(
  { reader, window }: BlockQuestion,
  devices: readonly DeviceProfile[],
  names: ReadonlySet<string>,
): Promise<Report[]> {
  const reports = new Map<string, { device: DeviceProfile; values: Map<string, TimedValue>; time: number }>();
  const byRowId = new Map(devices.map((device) => [device.deviceRowId, device]));
  for (const name of names) {
    const sources = sourcesOf(devices, name);
    const start = window.end - window.duration + 1;
    for (const { deviceRowId, time, value } of await reader.points(sources, {
      start,
      end: window.end,
      limit: maxRows + 1,
    })) {
      const device = byRowId.get(deviceRowId);
      if (!device) continue;
      const key = `${deviceRowId} ${time}`;
      const report = reports.get(key) ?? { device, values: new Map<string, TimedValue>(), time };
      report.values.set(name, { value, time });
      reports.set(key, report);
    }
  }
  return [...reports.values()].sort((one, other) => other.time - one.time);
}

function readCell(
  column: Config,
  { device, values, time, tags }: Report & { tags: Record<string, string[]> },
): { name: string; value: unknown; own?: number } {
  switch (column.type) {
    case 'deviceName':
      return { name: 'deviceName', value: device.name };
    case 'deviceId':
      return { name: 'deviceId', value: device.deviceId };
    case 'deviceTags':
      return { name: 'deviceTags', value: tags };
    case 'timestamp':
      return { name: 'timestamp', value: time === undefined ? undefined : new Date(time) };
    default: {
      const name = readText(column.attribute);
      const found = values.get(name);
      return { name, value: found?.value, ...(found ? { own: found.time } : {}) };
    }
  }
}

const devicesShown = 100;

/** dashboards.md, "7. Blocks", device-list. */
export async function showDeviceList(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, devices, reader } = question;
  question.watch.devices = true;
  const application = requireApplication(question);
  const query = readQuery(config.query, question.common) ?? toQuery(question);
  const sortField = ['id', 'creationDate', 'lastUpdated', 'name'].find((name) => name === config.sortField) ?? 'name';
  const answer = await devices.list(application, undefined, {
    sortField,
    sortDirection: readText(config.sortDirection).toLowerCase() === 'desc' ? 'desc' : 'asc',
    perPage: devicesShown,
    ...(query === undefined ? {} : { query: JSON.stringify(query) }),
  });
  const given = readList(config.columns, 100).map(readObject);
  const more = readList(config.additionalAttributes, 100).map((each) => ({
    type: 'attribute',
    source: texts.plain(each),
  }));
  const connection = config.excludeConnectionInfo === true ? [] : [{ type: 'connectionStatus' }];
  const columns: readonly Config[] = given.length > 0 ? given : [...connection, { type: 'name' }, ...more];
  const wanted = new Set(columns.filter(({ type }) => type === 'attribute').map(({ source }) => readText(source)));
  const profiles = (await reader.select(application, { deviceIds: answer.items.map(({ id }) => id) }, question.common))
    .devices;
  for (const { deviceId } of profiles) question.watch.deviceIds.add(deviceId);
  const last = new Map(
    (await readLast(question, profiles, wanted)).map((report) => [report.device.deviceId, report.values]),
  );
  const isLinked = config.deviceLinkType === 'custom';
  const rows = answer.items.map((device) => {
    const deviceTags = tagsByKey(device.tags);
    const about = { deviceId: device.id, deviceName: device.name, deviceTags };
    const cells = columns.map((column): Cell => {
      const name = readText(column.source);
      const found = last.get(device.id)?.get(name);
      const connected = device.connectionInfo?.connected;
      const value =
        column.type === 'connectionStatus'
          ? connected === null || connected === undefined
            ? 'never connected'
            : connected
              ? 'connected'
              : 'disconnected'
          : column.type === 'attribute'
            ? found?.value
            : column.type === 'tag'
              ? own(deviceTags, name)?.join(', ')
              : {
                  name: device.name,
                  id: device.id,
                  created: new Date(device.creationDate),
                  updated: new Date(device.lastUpdated),
                }[readText(column.type)];
      const seen = { ...about, name, value, time: found && new Date(found.time), device };
      return cellOf(question, column.rowTemplate, seen);
    });
    return { deviceId: device.id, ...(isLinked ? { link: texts.plain(config.deviceLinkUrl, about) } : {}), cells };
  });
  return {
    isEmpty: rows.length === 0,
    truncated: answer.totalCount > rows.length,
    data: {
      columns: columns.map((column) => ({
        header:
          column.headerTemplate === undefined && (column.type === 'attribute' || column.type === 'tag')
            ? texts.markdown('{{name}}', { name: readText(column.source) })
            : headerOf(question, column),
      })),
      rows,
      totalCount: answer.totalCount,
      newWindow: config.deviceLinkNewWindow === true,
    },
  };
}

/** The 2019 form of which devices are listed, as an advanced query; undefined: all. */
function toQuery({ config, texts, common }: BlockQuestion): object | undefined {
  const { filter, match } = config;
  if (typeof filter === 'string') return filter.trim() === '' ? undefined : { name: globOf(texts.plain(filter)) };
  const { ids, tags, searchParam } = readObject(filter);
  const parts: object[] = [
    ...readList(ids, 100).map((each) => ({ id: texts.plain(each) })),
    ...readList(tags, 100).map((each) => {
      const tag = readObject(each);
      return { tags: { $eq: { key: texts.plain(tag.key, common), value: texts.plain(tag.value, common) } } };
    }),
    ...(readText(searchParam) === '' ? [] : [{ name: globOf(texts.plain(searchParam)) }]),
  ];
  if (match === 'unfiltered' || parts.length === 0) return undefined;
  return match === 'all' ? { $and: parts } : { $or: parts };
}

/** "th" is what starts with it, "*th" what contains it. */
function globOf(filter: string): object {
  return filter.startsWith('*')
    ? { $contains: filter.replaceAll('*', ''), $ci: true }
    : { $startsWith: filter.replaceAll('*', ''), $ci: true };
}

/** Which events a block is about, as `events.get` is asked for them. */
export function askedEvents({ config, texts, common, block }: BlockQuestion) {
  const query = readQuery(config.query, common);
  const filter = texts.plain(config.filter);
  const isList = block.blockType === 'event-list';
  const state = isList ? ['new', 'acknowledged', 'resolved'].find((each) => each === config.eventState) : undefined;
  return {
    ...(query ? { query: JSON.stringify(query) } : {}),
    ...(filter === '' ? {} : { filter }),
    ...(state === undefined ? {} : { state }),
  };
}

/** dashboards.md, "7. Blocks", event-list. */
export async function showEventList(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, events } = question;
  question.watch.events = true;
  const asked = askedEvents(question);
  const sortFields = ['creationDate', 'subject', 'id', 'lastUpdated', 'level', 'state'];
  const answer = await events.list(requireApplication(question), {
    perPage: 100,
    sortField: sortFields.find((name) => name === config.sortField) ?? 'creationDate',
    sortDirection: readText(config.sortDirection).toLowerCase() === 'asc' ? 'asc' : 'desc',
    ...asked,
    ...(asked.filter === undefined ? {} : { filterField: 'subject' }),
  });
  const given = readList(config.columns, 100).map(readObject);
  const columns: readonly Config[] =
    given.length > 0 ? given : [{ type: 'level' }, { type: 'subject' }, { type: 'state' }, { type: 'creationDate' }];
  const rows = answer.items.map((event) => ({
    eventId: event.id,
    level: event.level,
    state: event.state,
    cells: columns.map((column): Cell & { type: string } => {
      const type = readText(column.type);
      const fields = event as unknown as Readonly<Record<string, unknown>>;
      const value = type === 'tag' ? event.eventTags[readText(column.selectedTag)] : fields[eventFields[type] ?? type];
      const seen = { event, value, name: type };
      const isPlain = column.rowTemplate === undefined || readText(column.rowTemplate) === '';
      const isTime = isPlain && eventTimes.has(type);
      const standard = isTime
        ? '{{formatDate value}}'
        : type === 'subjectWithMessage'
          ? `{{event.subject}}\n\n{{event.message}}`
          : '{{value}}';
      const text = texts.markdown(isPlain ? standard : column.rowTemplate, seen);
      return { type, text, ...(value === undefined ? {} : { raw: value }), ...(isTime ? { isTime } : {}) };
    }),
  }));
  return {
    isEmpty: rows.length === 0,
    truncated: answer.totalCount > rows.length,
    data: {
      columns: columns.map((column) => ({ header: headerOf(question, column) })),
      rows,
      totalCount: answer.totalCount,
      mayUpdate: config.allowUpdates === true,
    },
  };
}

const eventFields: Readonly<Record<string, string>> = {
  subjectWithMessage: 'subject',
  creationDateWithSource: 'creationDate',
  lastUpdatedDate: 'lastUpdated',
  lastUpdatedDateWithSource: 'lastUpdated',
};

const eventTimes: ReadonlySet<string> = new Set([
  'creationDate',
  'creationDateWithSource',
  'lastUpdatedDate',
  'lastUpdatedDateWithSource',
]);

/** dashboards.md, "7. Blocks", open-event-indicator. */
export async function showOpenEvents(question: BlockQuestion): Promise<BlockData> {
  const { config, events } = question;
  question.watch.events = true;
  const { event, newCount } = await events.findMostRecent(requireApplication(question), askedEvents(question));
  const most = event && { level: event.level, subject: event.subject, time: event.creationDate, eventId: event.id };
  return { data: { count: newCount, ...most, mayUpdate: config.allowUpdates === true } };
}
