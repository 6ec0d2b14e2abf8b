import type { Action, ActionTable } from '../../kernel/actions.ts';
import { invalid } from '../../kernel/errors.ts';
import { normalizeId } from '../../kernel/ids.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Gatekeeper } from '../../platform/http/gatekeeper.ts';
import { findNamed, type NamedItem } from '../../platform/resources/find-named.ts';
import type { Resource, ResourceRegistry } from '../../platform/resources/resource.ts';
import type { RecentItem } from './schemas.ts';
import { type ListKey, putFirst, readList, trim } from './store.ts';

/** As many as a person looks through; older ones are found by searching. */
const itemsPerList = 20;
/** A bound for someone who opens things in many applications; the oldest are forgotten first. */
const itemsPerUser = 1000;

type ItemType = RecentItem['itemType'];

/**
 * What people have opened last (`me.addRecentItem`, `me.fetchRecentItems`). One list for each type and parent. A list only
 * names what the caller may read at this moment with this token: it is no way around a scope or a role, and an item that
 * was deleted or taken away is left out without a word.
 */
export class RecentItemService {
  readonly #database: Database;
  readonly #access: Gatekeeper;
  readonly #resources: ResourceRegistry;
  readonly #actions: ActionTable;

  constructor(options: { database: Database; access: Gatekeeper; resources: ResourceRegistry; actions: ActionTable }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#resources = options.resources;
    this.#actions = options.actions;
  }

  /** @throws AppError Validation when the id names nothing that the caller may read, or the parent is not the item's */
  async add(user: UserPrincipal, { itemType, itemId, parentId }: RecentItem) {
    const id = normalizeId(itemId);
    const [item] = await this.#findReadable(user, itemType, [id]);
    if (!item) throw invalid('itemId', `is not the id of any ${itemType}`);
    if (parentId !== undefined && normalizeId(parentId) !== item.parentId) {
      throw invalid('parentId', `is not the id of the parent of the ${itemType}`);
    }
    const list = toListKey(user, itemType, parentId);
    await inTransaction(this.#database, async (tx) => {
      await putFirst(tx, list, id);
      await trim(tx, list, { perList: itemsPerList, inAll: itemsPerUser });
    });
    return this.list(user, { itemType, parentId });
  }

  /** The list, newest first; without a parent, the items that were added without one. */
  async list(user: UserPrincipal, { itemType, parentId }: { itemType: ItemType; parentId?: string | undefined }) {
    const list = toListKey(user, itemType, parentId);
    const ids = await readList(this.#database.kysely, list);
    const found = new Map((await this.#findReadable(user, itemType, ids)).map((item) => [item.id, item]));
    // What has moved elsewhere since is in another list from now on.
    const items = ids.flatMap((id) => {
      const item = found.get(id);
      return item && (list.parentId === '' || list.parentId === item.parentId) ? [{ id, name: item.name }] : [];
    });
    return { itemType, ...(list.parentId === '' ? {} : { parentId: list.parentId }), items };
  }

  async #findReadable(user: UserPrincipal, itemType: ItemType, ids: readonly string[]): Promise<NamedItem[]> {
    const resource = this.#resources.get(itemType);
    // Types that are not built have no items.
    const reads = resource?.isRecent ? findRead(resource, this.#actions) : undefined;
    if (!resource || !reads) return [];
    const root = resource.parent === 'application' ? this.#resources.get('application') : resource;
    const readable: NamedItem[] = [];
    for (const item of await findNamed(this.#database.kysely, resource, ids)) {
      const rootId = root === resource ? item.id : item.parentId;
      const reached = root && rootId !== null ? await this.#access.reach(user, root, rootId) : undefined;
      if (reached && this.#access.allows(user, reads, reached.role)) readable.push(item);
    }
    return readable;
  }
}

/**
 * The action that reads one resource of the kind: whoever may not call it is not told the name either. One that asks for no
 * scope, because some of the kind are for everybody, says nothing of who may see the others.
 */
function findRead({ idParameter }: Resource, actions: ActionTable): Action | undefined {
  return [...actions.values()].find(
    ({ method, path, scopes }) => method === 'GET' && path.endsWith(`/{${idParameter}}`) && scopes.length > 0,
  );
}

function toListKey({ userRowId }: UserPrincipal, itemType: ItemType, parentId: string | undefined): ListKey {
  return { userRowId, itemType, parentId: parentId === undefined ? '' : normalizeId(parentId) };
}
