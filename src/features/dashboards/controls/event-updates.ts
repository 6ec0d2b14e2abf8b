import { AppError, notFound } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/database/database.ts';
import { type EventService, findSource, publicSource } from '../../events/index.ts';
import { requireApplication } from '../data/block-question.ts';
import { askedEvents } from '../data/blocks/tables.ts';
import type { DashboardData } from '../data/dashboard-data.ts';
import { refusing } from '../data/show-block.ts';
import type { UpdateEventsPost } from '../data-schemas.ts';
import type { Visit } from '../visitors.ts';
import type { DashboardRights } from './rights.ts';

const eventBlocks: ReadonlySet<string> = new Set(['event-list', 'open-event-indicator']);

/** Acknowledges and resolves events that a block finds (dashboards.md, "2. Who may see it, and what sharing opens", 9). */
export class EventUpdates {
  readonly #database: Database;
  readonly #data: DashboardData;
  readonly #rights: DashboardRights;
  readonly #events: EventService;

  constructor(options: { database: Database; data: DashboardData; rights: DashboardRights; events: EventService }) {
    this.#database = options.database;
    this.#data = options.data;
    this.#rights = options.rights;
    this.#events = options.events;
  }

  /**
   * Appends an update to each of the events; all of them, or none.
   *
   * @throws AppError NotFound when one of them is none that the block finds, Forbidden
   */
  async update(visit: Visit, blockId: string, { ctx = {}, eventIds, updates }: UpdateEventsPost) {
    const block = visit.row.blocks.find(({ id, blockType }) => id === blockId && eventBlocks.has(blockType));
    if (!block) throw notFound('Block');
    const isMore = Object.keys(updates).some((field) => field !== 'state' && field !== 'comment');
    if (!(await this.#rights.mayUpdate(visit, block, { anything: isMore }))) {
      throw new AppError('Forbidden', 'Only collaborators of the application may change these events');
    }
    const { principal } = visit;
    const source = principal ? await findSource(this.#database.kysely, principal) : publicSource;
    const ids = [...new Set(eventIds.map((id) => id.toLowerCase()))];
    await refusing(async () => {
      const question = await this.#data.prepare(visit, block, { ctx });
      const change = { ids, patch: updates, source };
      await this.#events.changeSelected(requireApplication(question), askedEvents(question), change);
    });
    return { success: true as const, updated: ids.length };
  }
}
