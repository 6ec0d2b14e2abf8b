import { createHash } from 'node:crypto';
import { ConcurrencyLimiter } from '../../../kernel/concurrency-limiter.ts';
import { parseQueryTime } from '../../../kernel/device-time.ts';
import { invalid } from '../../../kernel/errors.ts';
import { parseJson } from '../../../kernel/json-text.ts';
import { own } from '../../../kernel/own.ts';
import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { AccessService } from '../../access/index.ts';
import type { DeviceProfile, DeviceService } from '../../devices/index.ts';
import type { EventService } from '../../events/index.ts';
import { contextError, type FindContextDevice, type ResolvedContext, resolveContext } from '../context.ts';
import type { DashboardRights } from '../controls/rights.ts';
import type { DataPost } from '../data-schemas.ts';
import type { Block, ContextValue } from '../schemas.ts';
import { type DashboardRow, toOwner } from '../store.ts';
import type { Visit } from '../visitors.ts';
import { AnswerCache } from './answer-cache.ts';
import type { BlockQuestion, BlockSize, BlockWatch, BlockWindow } from './block-question.ts';
import { sizesOf, unsized } from './block-sizes.ts';
import type { BlockSources } from './block-sources.ts';
import { applicationsOf, type Choices, listChoices, requireVariable } from './choices.ts';
import { readObject } from './config.ts';
import { BlockReader } from './reader.ts';
import { type ShownBlock, showBlock } from './show-block.ts';
import { tellBlock } from './tell-block.ts';
import { BlockTexts, readZone } from './templates.ts';
import { chooseWindow, countWindows, type DashboardWindow, windowOf } from './windows.ts';

/** Statements of all dashboards together: most sessions of a pool, and every other turn at the engine, are for others. */
const statementsAtOnce = { embedded: 1, server: 4 };
/** Questions that may wait: some hundred dashboards of twenty blocks. */
const maxWaiting = 4_000;
/** What one answer may weigh (dashboards.md, "5. Data: one request, one stream"): blocks beyond it err. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** A block's answer, as it is kept for all who ask the same. */
export interface AnsweredBlock {
  readonly shown: ShownBlock;
  readonly etag: string;
  readonly bytes: number;
  readonly watch: BlockWatch;
  /** The question, as the cache has it. */
  readonly key: string;
}

/** One question about a dashboard, checked: what of it is asked, with which variables, as of when. */
export interface Inquiry {
  readonly row: DashboardRow;
  readonly context: ResolvedContext;
  readonly window: DashboardWindow;
  readonly windows: ReadonlyMap<string, BlockWindow>;
  readonly blocks: readonly Block[];
  readonly zone: string;
  readonly isShared: boolean;
  /** Who asks; only what shows what its viewer may see depends on it. */
  readonly viewer: Principal | undefined;
  readonly sizes: ReadonlyMap<string, BlockSize>;
  readonly entered: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Blocks that show what their viewer may see: nobody shares their answers. */
export const viewersOwn: ReadonlySet<string> = new Set(['application-list', 'dashboard-list']);

interface AskedBy {
  readonly window: BlockWindow;
  readonly application: ApplicationRef | undefined;
  readonly reader: BlockReader;
}

/** What the blocks of dashboards show: all of them in one answer, and each question once whoever asks it. */
export class DashboardData {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #devices: DeviceService;
  readonly #events: EventService;
  readonly #sources: BlockSources;
  readonly #rights: DashboardRights;
  readonly #limiter: ConcurrencyLimiter;
  readonly #report: (error: unknown) => void;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly cache: AnswerCache<AnsweredBlock>;

  constructor(options: {
    database: Database;
    access: AccessService;
    devices: DeviceService;
    events: EventService;
    sources: BlockSources;
    rights: DashboardRights;
    report: (error: unknown) => void;
    now: () => number;
    elapsed: () => number;
  }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#devices = options.devices;
    this.#events = options.events;
    this.#sources = options.sources;
    this.#rights = options.rights;
    this.#report = options.report;
    this.#now = options.now;
    this.#elapsed = options.elapsed;
    this.cache = new AnswerCache({ now: options.elapsed });
    this.#limiter = new ConcurrencyLimiter({
      atOnce: statementsAtOnce[options.database.kind],
      maxWaiting,
      refusal: 'Too many dashboards are being read; retry later',
    });
  }

  /** `dashboard.validateContext`. @throws AppError Validation that also holds what was valid */
  async validate(
    visit: Visit,
    given: Readonly<Record<string, ContextValue>>,
    asked: { duration?: number | undefined; resolution?: number | undefined; end?: number | undefined },
  ) {
    const { end, ...rest } = asked;
    const time = end === undefined ? undefined : parseQueryTime(end, this.#now(), 'end');
    const question = { ctx: given, blocks: [], ...withoutUndefined({ ...rest, time }) };
    const inquiry = await this.inquire(visit, question, { contextField: '' });
    const { row, window } = inquiry;
    return { success: true as const, ctx: tellContext(inquiry), dashboard: describeDashboard(row, window) };
  }

  /** `dashboard.data`. @throws AppError Validation */
  async answer(visit: Visit, body: DataPost) {
    const inquiry = await this.inquire(visit, body);
    const answered = await this.ask(inquiry, false);
    let bytes = 0;
    const blocks = answered.map(([block, answer]) => {
      const { id } = block;
      if (body.known?.[id] === answer.etag) return [id, { status: 'unchanged', etag: answer.etag }] as const;
      bytes += answer.bytes;
      if (bytes > maxAnswerBytes) {
        return [id, { status: 'error', error: 'the dashboard shows more than one answer holds' }] as const;
      }
      return [id, tellBlock(block, answer, inquiry)] as const;
    });
    return {
      time: new Date(inquiry.window.time).toISOString(),
      ctx: tellContext(inquiry),
      dashboard: describeDashboard(inquiry.row, inquiry.window),
      blocks: Object.fromEntries(blocks),
      windows: countWindows(inquiry.row.blocks),
      may: await this.#rights.describe(visit, inquiry.blocks),
    };
  }

  /**
   * Checks a question: it names blocks, variables and a window, and nothing else that data could be selected by.
   *
   * @throws AppError Validation
   */
  async inquire(
    { row, standing, principal: viewer }: Visit,
    body: DataPost,
    { contextField = 'ctx' } = {},
  ): Promise<Inquiry> {
    const isShared = standing === 'shared';
    const by = { now: this.#now(), isShared, historyDays: Number(row.extras?.shareHistory ?? 0) };
    const standard = { duration: Number(row.duration), resolution: Number(row.resolution) };
    const window = chooseWindow(standard, body, by);
    const known = new Map(row.blocks.map((block) => [block.id, block]));
    for (const [field, ids] of [
      ['blocks', body.blocks ?? []],
      ['windows', Object.keys(body.windows ?? {})],
    ] as const) {
      if (!ids.every((id) => known.has(id))) throw invalid(field, 'names a block that the dashboard does not have');
    }
    const blocks = body.blocks ? [...new Set(body.blocks)].flatMap((id) => known.get(id) ?? []) : row.blocks;
    const windows = new Map(
      blocks.map((block) => [block.id, windowOf(block, readObject(block.config), window, body, by)] as const),
    );
    const context = await resolveContext(row.context_configuration, body.ctx ?? {}, {
      shared: isShared,
      findDevice: this.#deviceFinder(row),
    });
    if (context.problem !== undefined) {
      throw contextError(context, tellContext({ row, context, isShared }), contextField);
    }
    const sizes = sizesOf(blocks, body, row.default_theme === 'dark' ? 'dark' : 'light');
    const zone = readZone(body.timezone);
    return { row, context, window, windows, blocks, zone, isShared, viewer, sizes, entered: body.controls ?? {} };
  }

  /**
   * The answers of some blocks.
   *
   * @param isFresh as they are at this moment, for whoever has been told of a change; else what somebody has just asked may do
   */
  ask(inquiry: Inquiry, isFresh: boolean): Promise<(readonly [Block, AnsweredBlock])[]> {
    const reader = this.#makeReader();
    return Promise.all(
      inquiry.blocks.map(async (block) => [block, await this.#askBlock(inquiry, block, reader, isFresh)] as const),
    );
  }

  /** The answer of one block, which others may have asked for as well. */
  async #askBlock(inquiry: Inquiry, block: Block, reader: BlockReader, isFresh: boolean): Promise<AnsweredBlock> {
    const { row, context, window, windows, zone, sizes, entered } = inquiry;
    const chosen = windows.get(block.id) as BlockWindow;
    const isViewersOwn = viewersOwn.has(block.blockType);
    // Asked each time: what was kept while the owner could read the application is not given once it may not.
    const application = await this.#findApplication(row, block.applicationId);
    const reach = application?.applicationId ?? null;
    const question = [
      row.id,
      row.revision,
      reach,
      block.id,
      context.plain,
      window.duration,
      window.resolution,
      // What ends now ends later for whoever asks later.
      chosen.isLive ? { ...chosen, end: undefined } : chosen,
      zone,
      sizes.get(block.id),
      own(entered, block.id),
    ];
    const key = JSON.stringify(question);
    const show = async () => ({
      ...(await this.#show(inquiry, block, { window: chosen, application, reader })),
      key,
    });
    if (isViewersOwn) return show();
    return this.cache.ask(key, { isLive: chosen.isLive, isFresh }, async () => {
      const answer = await show();
      return { answer, bytes: answer.bytes };
    });
  }

  async #show(inquiry: Inquiry, block: Block, by: AskedBy): Promise<Omit<AnsweredBlock, 'key'>> {
    const question = this.#toQuestion(inquiry, block, by);
    const { watch } = question;
    const shown = await showBlock(question, this.#report);
    const text = JSON.stringify(shown);
    const etag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    return { shown, etag, bytes: text.length, watch };
  }

  #toQuestion(inquiry: Inquiry, block: Block, by: AskedBy): BlockQuestion {
    const { row, context, zone, sizes, entered } = inquiry;
    const common = { ctx: context.ctx, dashboard: describeDashboard(row, inquiry.window), block };
    return {
      block,
      config: readObject(block.config),
      ...by,
      common,
      texts: new BlockTexts({ zone, common }),
      devices: this.#devices,
      events: this.#events,
      sources: this.#sources,
      viewer: viewersOwn.has(block.blockType) ? inquiry.viewer : undefined,
      size: sizes.get(block.id) ?? unsized,
      entered: own(entered, block.id) ?? {},
      watch: { deviceIds: new Set() },
    };
  }

  /**
   * The question of one block as it stands at this moment, for what does something with what it means: presses a button,
   * changes an event, lists raw points.
   *
   * @throws AppError Validation
   */
  async prepare(visit: Visit, block: Block, body: Omit<DataPost, 'blocks'>): Promise<BlockQuestion> {
    const inquiry = await this.inquire(visit, { ...body, blocks: [block.id] });
    const application = await this.#findApplication(inquiry.row, block.applicationId);
    const window = inquiry.windows.get(block.id) as BlockWindow;
    return this.#toQuestion(inquiry, block, { window, application, reader: this.#makeReader() });
  }

  /** What a variable of the dashboard may be set to. @throws AppError NotFound */
  async choices(
    { row, standing }: Visit,
    name: string,
    asked: { filter?: string | undefined; page?: number | undefined },
  ): Promise<Choices> {
    const variable = requireVariable(row.context_configuration, name);
    const applications = [];
    for (const id of applicationsOf(variable, row)) {
      const application = await this.#findApplication(row, id);
      if (application) applications.push(application);
    }
    return listChoices(variable, asked, { devices: this.#devices, applications, isShared: standing === 'shared' });
  }

  #makeReader(): BlockReader {
    const { devices, limiter, elapsed } = { devices: this.#devices, limiter: this.#limiter, elapsed: this.#elapsed };
    return new BlockReader({ database: this.#database, devices, limiter, elapsed });
  }

  /** The application, if the dashboard's owner can read it at this moment. */
  async #findApplication(row: DashboardRow, applicationId: string | undefined) {
    if (applicationId === undefined) return undefined;
    return this.#access.reachAsOwner({ ...toOwner(row), userRowId: row.of_user_row_id }, applicationId);
  }

  /** Devices of variables: of the variable's application, or the dashboard's, or those that its blocks show. */
  #deviceFinder(row: DashboardRow): FindContextDevice {
    return async (variable, deviceId): Promise<DeviceProfile | undefined> => {
      for (const applicationId of applicationsOf(variable, row)) {
        const application = await this.#findApplication(row, applicationId);
        const [device] = application
          ? await this.#devices.select(application, undefined, { deviceIds: [deviceId] })
          : [];
        if (device) return device;
      }
      return undefined;
    };
  }
}

/**
 * The values of the variables, as whoever asks is told them: those with whom the dashboard is shared what they may choose, and
 * nothing of the devices that it stands for.
 */
function tellContext({ row, context, isShared }: Pick<Inquiry, 'row' | 'context' | 'isShared'>) {
  if (!isShared) return context.ctx;
  const chosen = row.context_configuration.filter(({ validationEnabled }) => validationEnabled);
  return Object.fromEntries(chosen.map(({ name }) => [name, context.plain[name]]));
}

function describeDashboard(row: DashboardRow, { duration, resolution, time }: DashboardWindow) {
  return {
    id: row.id,
    name: row.name,
    duration,
    resolution,
    refreshRate: row.refresh_rate,
    time: new Date(time).toISOString(),
  };
}

function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** For what is asked in words that only a program could have made. @throws AppError Validation */
export function parseContext(text: string | undefined): Readonly<Record<string, ContextValue>> {
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, ContextValue>;
    }
  } catch {
    // Said below.
  }
  throw invalid('ctx', 'must be a JSON object');
}
