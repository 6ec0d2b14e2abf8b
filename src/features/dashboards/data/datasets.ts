import { tagsByKey } from '../../../kernel/tags.ts';
import { readDateTime } from '../../../kernel/time-text.ts';
import { type BlockQuestion, requireApplication, selectSegment } from './block-question.ts';
import { readSeries } from './blocks/graph.ts';
import { askSegment } from './blocks/image-overlay.ts';
import { type Config, readList, readObject, readText } from './config.ts';
import { readQuery } from './reader.ts';
import { readTableQuestion } from './table-question.ts';
import { findMissing, sourcesOf } from './value-query.ts';
import { standardMs, windowOfSource } from './windows.ts';

/** Rows of one source that is no series. */
const maxRows = 1_000;

export interface Datasets {
  readonly datasets: Readonly<Record<string, unknown>>;
  readonly truncated: boolean;
}

/** The sources of a chart or a page that its owner has written, by the ids of their segments (dashboards.md, "7. Blocks", custom-chart). */
export async function readDatasets(question: BlockQuestion): Promise<Datasets> {
  let truncated = false;
  const entries = await Promise.all(
    readList(question.config.segments, 100)
      .map(readObject)
      .map(async (segment) => {
        const dataset = await readDataset(question, segment);
        truncated ||= dataset.truncated;
        return [readText(segment.id), dataset.rows] as const;
      }),
  );
  return { datasets: Object.fromEntries(entries), truncated };
}

async function readDataset(question: BlockQuestion, segment: Config): Promise<{ rows: unknown[]; truncated: boolean }> {
  switch (segment.queryType) {
    case 'gauge': {
      const { found } = await askSegment(question, segment);
      const value =
        found &&
        question.texts.evaluate(segment.expression, { value: found.value, time: new Date(found.time) }, found.value);
      return { rows: found ? [{ time: found.time, value }] : [], truncated: false };
    }
    case 'data-table':
      return readRows(question, segment);
    case 'device-info':
      return readDevices(question, segment);
    case 'events':
      return readEvents(question, segment);
    default:
      return readPoints(question, segment);
  }
}

async function readPoints(question: BlockQuestion, segment: Config) {
  const { selected, attribute } = await selectSegment(question, segment);
  if (findMissing(selected, attribute)) return { rows: [], truncated: selected.truncated };
  const { duration, resolution } = windowOfSource(segment, question, standardMs);
  const range = { start: question.window.end - duration + 1, end: question.window.end, resolution };
  const series = await readSeries(question, segment, sourcesOf(selected.devices, attribute), range);
  const rows = series.times.flatMap((time, index) => {
    const raw = series.values[index];
    if (raw === null || raw === undefined) return [];
    return [{ time, value: question.texts.evaluate(segment.expression, { value: raw, time: new Date(time) }, raw) }];
  });
  return { rows, truncated: series.isTruncated || selected.truncated };
}

async function readRows(question: BlockQuestion, segment: Config) {
  question.watch.others = true;
  const asked = readTableQuestion(question, segment);
  const { database, rows } = question.sources;
  const found = await question.reader.run(() =>
    rows.list(database.kysely, asked.ref, { ...asked.page, limit: maxRows }),
  );
  return { rows: found.rows, truncated: found.truncated || found.rows.length === maxRows };
}

async function readDevices(question: BlockQuestion, segment: Config) {
  question.watch.devices = true;
  const selected = await question.reader.select(requireApplication(question), segment, question.common);
  // No ids: those with whom the dashboard is shared are given the same.
  const rows = selected.devices.map(({ name, tags, attributes }) => ({
    name,
    tags: tagsByKey(tags),
    attributes: Object.fromEntries([...attributes.values()].map(({ name: key, dataType }) => [key, { dataType }])),
  }));
  return { rows: rows.slice(0, maxRows), truncated: selected.truncated || rows.length > maxRows };
}

async function readEvents(question: BlockQuestion, segment: Config) {
  question.watch.events = true;
  const query = readQuery(segment.query, question.common);
  const { items, totalCount } = await question.events.list(requireApplication(question), {
    perPage: 100,
    ...(query ? { query: JSON.stringify(query) } : {}),
  });
  // What nothing of the chart could name is not told: neither data nor updates.
  const rows = items.map(({ level, state, subject, creationDate, lastUpdated, deviceName = '' }) => ({
    ...{ level, state, subject, creationDate, lastUpdated, deviceName },
    time: readDateTime(creationDate),
  }));
  return { rows, truncated: totalCount > rows.length };
}
