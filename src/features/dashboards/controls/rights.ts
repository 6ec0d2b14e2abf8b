import type { ActionTable } from '../../../kernel/actions.ts';
import { isRoleAtLeast } from '../../../kernel/permissions.ts';
import type { AccessService } from '../../access/index.ts';
import { readObject } from '../data/config.ts';
import type { Block } from '../schemas.ts';
import type { Visit } from '../visitors.ts';

/** What buttons do, in terms of the API; and what changes events. */
const deeds = { command: 'devices.sendCommand', workflow: 'flow.pressVirtualButton', event: 'event.patch' } as const;
export type Deed = keyof typeof deeds;

const eventBlocks: ReadonlySet<string> = new Set(['event-list', 'open-event-indicator']);

/**
 * Who may do something by a dashboard (dashboards.md, "2. Who may see it, and what sharing opens"): whoever could do it without,
 * with the own role in the block's application and the own token's scopes; and those with whom it is shared only what the block
 * says so of.
 */
export class DashboardRights {
  readonly #access: AccessService;
  readonly #actions: ActionTable;

  constructor(options: { access: AccessService; actions: ActionTable }) {
    this.#access = options.access;
    this.#actions = options.actions;
  }

  /** Whether a button of an input block may be pressed. */
  async mayPress({ standing, principal }: Visit, block: Block, deed: Deed): Promise<boolean> {
    if (standing === 'shared') return readObject(readObject(block.config).signalbox).shareControls === true;
    return this.#mayDo(principal, block, deed);
  }

  /** Whether events that an event block finds may be changed: their state, or (`anything`) all of them. */
  async mayUpdate({ standing, principal }: Visit, block: Block, { anything }: { anything: boolean }): Promise<boolean> {
    if (!anything && readObject(block.config).allowUpdates === true) return true;
    return standing !== 'shared' && this.#mayDo(principal, block, 'event');
  }

  /** What a dashboard's page offers its viewer. */
  async describe(visit: Visit, blocks: readonly Block[]) {
    const act: string[] = [];
    const update: string[] = [];
    for (const block of blocks) {
      if (block.blockType === 'input') {
        const may = await Promise.all([
          this.mayPress(visit, block, 'command'),
          this.mayPress(visit, block, 'workflow'),
        ]);
        if (may.includes(true)) act.push(block.id);
      }
      if (eventBlocks.has(block.blockType) && (await this.mayUpdate(visit, block, { anything: false }))) {
        update.push(block.id);
      }
    }
    return { edit: visit.standing === 'collaborate', act, update };
  }

  async #mayDo(principal: Visit['principal'], { applicationId }: Block, deed: Deed): Promise<boolean> {
    const action = this.#actions.get(deeds[deed]);
    if (!principal || !action || applicationId === undefined) return false;
    const reached = await this.#access.reachApplication(principal, applicationId);
    if (!reached || !isRoleAtLeast(reached.role, 'collaborate')) return false;
    return this.#access.allows(principal, action, reached.role);
  }
}
