import { csvLine, guardFormula } from '../../../kernel/csv.ts';
import { notFound } from '../../../kernel/errors.ts';
import type { ExportQuery } from '../data-schemas.ts';
import type { Block } from '../schemas.ts';
import type { Visit } from '../visitors.ts';
import type { BlockQuestion } from './block-question.ts';
import { selectSegment } from './block-question.ts';
import { toTable } from './block-table.ts';
import { readList, readObject } from './config.ts';
import { type DashboardData, parseContext } from './dashboard-data.ts';
import { refusing } from './show-block.ts';
import { sourcesOf } from './value-query.ts';

/** A file that somebody has asked for. */
export interface ExportedFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: string;
}

/**
 * What a block shows as a file, or the raw points of its segments (dashboards.md, "5. Data: one request, one stream").
 *
 * @throws AppError NotFound for a block that there is not, and for raw points to those who may not have them; Validation
 */
export async function exportBlock(
  data: DashboardData,
  visit: Visit,
  blockId: string,
  query: ExportQuery,
): Promise<ExportedFile> {
  const block = visit.row.blocks.find(({ id }) => id === blockId);
  if (!block || (query.raw === true && visit.standing === 'shared')) throw notFound('Block');
  const { format = 'csv', time, duration, resolution, sameWindow, from, to, timezone } = query;
  const ends = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const body = {
    ctx: parseContext(query.ctx),
    ...(time === undefined ? {} : { time }),
    ...(duration === undefined ? {} : { duration }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(sameWindow === undefined ? {} : { sameWindow }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(from === undefined && to === undefined ? {} : { windows: { [blockId]: ends } }),
  };
  const name = `${fileNameOf(block)}.${format}`;
  if (query.raw === true) {
    const points = await refusing(async () => readRawPoints(await data.prepare(visit, block, body)));
    if (format === 'json') return toJson(name, { points });
    return toCsv(
      name,
      ['time', 'device', 'attribute', 'value'],
      points.map((point) => Object.values(point)),
    );
  }
  const answer = await data.answer(visit, { ...body, blocks: [blockId] });
  const told = answer.blocks[blockId];
  if (format === 'json') {
    return toJson(name, { time: answer.time, block: { id: block.id, blockType: block.blockType }, data: told?.data });
  }
  const { columns, rows } = toTable(block, told?.data ?? {});
  return toCsv(name, columns, rows);
}

async function readRawPoints(question: BlockQuestion) {
  const { config, window, reader } = question;
  const segments = [config.segment, ...readList(config.segments)].map(readObject);
  const points: { time: string; device: string; attribute: string; value: unknown }[] = [];
  for (const segment of segments) {
    if (segment.attribute === undefined) continue;
    const { selected, attribute } = await selectSegment(question, segment);
    const names = new Map(selected.devices.map(({ deviceRowId, name }) => [deviceRowId, name]));
    const start = window.end - (window.duration || Number(readObject(question.common.dashboard).duration)) + 1;
    for (const { time, deviceRowId, value } of await reader.points(sourcesOf(selected.devices, attribute), {
      start,
      end: window.end,
    })) {
      points.push({ time: new Date(time).toISOString(), device: names.get(deviceRowId) ?? '', attribute, value });
    }
  }
  return points;
}

function toJson(name: string, value: unknown): ExportedFile {
  return { name, contentType: 'application/json; charset=utf-8', content: JSON.stringify(value) };
}

function toCsv(name: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): ExportedFile {
  return { name, contentType: 'text/csv; charset=utf-8', content: writeCsv(columns, rows) };
}

/** Lines for a spreadsheet, in which nothing is taken for a formula. */
export function writeCsv(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [columns, ...rows]
    .map((row) =>
      csvLine(
        row.map((cell) =>
          guardFormula(
            typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'string'
              ? cell
              : cell === null || cell === undefined
                ? undefined
                : JSON.stringify(cell),
          ),
        ),
      ),
    )
    .join('');
}

/** What a block is called, as far as every file system takes it. */
export function fileNameOf({ title, blockType }: Pick<Block, 'title' | 'blockType'>): string {
  const name = (title ?? '')
    .replaceAll(/[^A-Za-z0-9._ -]+/g, ' ')
    .trim()
    .replaceAll(/\s+/g, '-');
  return (name.replace(/^[.-]+/, '') || blockType).slice(0, 80);
}
