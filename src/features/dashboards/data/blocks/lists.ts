import { tagsByKey } from '../../../../kernel/tags.ts';
import { type BlockData, type BlockQuestion, requireApplication } from '../block-question.ts';
import { type Config, readList, readNumber, readObject, readText } from '../config.ts';
import { readTableQuestion } from '../table-question.ts';
import { type Cell, cellOf } from './cells.ts';

/** dashboards.md, "7. Blocks", data-table. */
export async function showDataTable(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, reader, sources } = question;
  question.watch.others = true;
  const { ref, page } = readTableQuestion(question, config);
  const db = sources.database.kysely;
  const { rows: items, totalCount } = await reader.run(() => sources.rows.listCounted(db, ref, page));
  const given = readList(config.columns, 100).map(readObject);
  const names = items[0] ? Object.keys(items[0]) : [];
  const columns: readonly Config[] = given.length > 0 ? given : names.map((type) => ({ type }));
  const rows = items.map((row) =>
    columns.map((column): Cell => {
      const name = readText(column.type);
      const value = name === '$custom' ? undefined : (row as Readonly<Record<string, unknown>>)[name];
      return cellOf(question, column.rowTemplate, { row, value, name });
    }),
  );
  const index = columns.findIndex(({ type }) => type === page.sortColumn);
  return {
    isEmpty: rows.length === 0,
    truncated: totalCount > (page.offset ?? 0) + rows.length,
    data: {
      columns: columns.map((column) => ({
        header: texts.markdown(column.headerTemplate ?? '{{name}}', {
          name: column.type === '$custom' ? '' : readText(column.type),
        }),
      })),
      rows,
      totalCount,
      ...(index < 0 ? {} : { sort: { index, direction: page.sortDirection } }),
    },
  };
}

/** Devices of one log, and the entries of each (dashboards.md, "13. Ambiguous, and what we chose", 16). */
const maxLogged = 100;
const usualEntries = 10;
const maxEntries = 100;

/** dashboards.md, "7. Blocks", device-log: when devices came and went, and how long they were there. */
export async function showDeviceLog(question: BlockQuestion): Promise<BlockData> {
  const { config, reader, sources, window } = question;
  question.watch.devices = true;
  const selected = await reader.select(requireApplication(question), config, question.common);
  for (const { deviceId } of selected.devices) question.watch.deviceIds.add(deviceId);
  const limit = Math.min(maxEntries, Math.max(1, Math.floor(readNumber(config.maxResultsPerDevice) ?? usualEntries)));
  const includeDeviceInfo = config.includeDeviceInfo === true;
  const devices = [];
  for (const device of selected.devices.slice(0, maxLogged)) {
    const rows = await reader.run(() => sources.connections.readLogOf(device, { before: window.end, limit }));
    const [last] = rows;
    devices.push({
      deviceId: device.deviceId,
      ...(includeDeviceInfo ? { name: device.name, tags: tagsByKey(device.tags) } : {}),
      ...(last ? { connected: last.connected } : {}),
      entries: rows.map(({ time, connected, disconnectReason, messagesFromClient, messagesToClient }) => ({
        time: new Date(time).toISOString(),
        kind: connected ? 'connect' : 'disconnect',
        ...(disconnectReason === undefined ? {} : { reason: disconnectReason }),
        ...(messagesFromClient === undefined ? {} : { messagesFromDevice: messagesFromClient }),
        ...(messagesToClient === undefined ? {} : { messagesToDevice: messagesToClient }),
      })),
      upTime: readUpTime(rows, window.end),
    });
  }
  return {
    isEmpty: devices.every(({ entries }) => entries.length === 0),
    truncated: selected.truncated || selected.devices.length > maxLogged,
    data: { devices, includeDeviceInfo, ...(devices.length === 0 ? { missing: { reason: 'noDevice' } } : {}) },
  };
}

/** Stretches of being there or away, oldest first, as far as the entries say. */
function readUpTime(rows: readonly { readonly time: number; readonly connected: boolean }[], end: number) {
  return rows
    .map(({ time, connected }, index) => ({
      from: new Date(time).toISOString(),
      to: new Date(index === 0 ? end : (rows[index - 1]?.time ?? end)).toISOString(),
      connected,
    }))
    .reverse();
}

/** dashboards.md, "7. Blocks", workflow-list. */
export async function showWorkflowList(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, reader, sources } = question;
  question.watch.others = true;
  const classes = [
    ...(config.includeCloud === false ? [] : ['cloud']),
    ...(config.includeEdge === false ? [] : ['edge']),
    ...(config.includeExperience === true ? ['experience'] : []),
    ...(config.includeEmbedded === true ? ['embedded'] : []),
  ];
  const filter = texts.plain(config.filter).trim();
  const { items, totalCount } = await reader.run(() =>
    sources.flows.list(requireApplication(question), {
      perPage: 100,
      sortField: 'name',
      query: JSON.stringify({ flowClass: { $in: classes } }),
      ...(filter === '' ? {} : { filterField: 'name', filter: toGlob(filter) }),
    }),
  );
  const rows = items.map((flow) => ({
    flowId: flow.flowId,
    name: flow.name,
    class: flow.flowClass,
    enabled: flow.enabled,
    runs: flow.stats.runCount,
    errors: flow.stats.errorCount,
  }));
  return { isEmpty: rows.length === 0, truncated: totalCount > rows.length, data: { rows, totalCount } };
}

/** dashboards.md, "7. Blocks", application-list: what the viewer may see. */
export async function showApplicationList({ config, texts, viewer, sources }: BlockQuestion): Promise<BlockData> {
  if (!viewer) return { data: { isViewersOwn: true, rows: [], totalCount: 0 } };
  const filter = toGlob(texts.plain(config.filter).trim());
  const { items, totalCount } = await sources.applications.list(viewer, {
    perPage: 100,
    ...(filter === '' ? {} : { filterField: 'name', filter }),
  });
  const rows = items.map(({ applicationId, name, description, lastUpdated }) => ({
    applicationId,
    name,
    description,
    lastUpdated,
  }));
  return { isEmpty: rows.length === 0, truncated: totalCount > rows.length, data: { rows, totalCount } };
}

/** dashboards.md, "7. Blocks", dashboard-list: what the viewer may see. */
export async function showDashboardList(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, viewer, sources, application } = question;
  if (!viewer) return { data: { isViewersOwn: true, rows: [], totalCount: 0 } };
  const filter = toGlob(texts.plain(config.filter).trim());
  const { items, totalCount } = await sources.listDashboards(viewer, { filter, application });
  const rows = items.map(({ dashboardId, name, description, lastUpdated, applicationName }) => ({
    dashboardId,
    name,
    description,
    lastUpdated,
    ...(applicationName === undefined ? {} : { applicationName }),
  }));
  return { isEmpty: rows.length === 0, truncated: totalCount > rows.length, data: { rows, totalCount } };
}

/** "th" is what starts with it, "*th" what contains it. */
function toGlob(filter: string): string {
  return filter === '' || filter.endsWith('*') ? filter : `${filter}*`;
}
