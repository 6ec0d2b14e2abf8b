import type { OwnerRef } from '../../kernel/owner.ts';
import type { Database, Queryable } from '../database/database.ts';

/**
 * What one kind of resource is: declared once, in the `resource.ts` of its feature. From this follow its place in search and
 * summaries, recent items, the record of changes, who may reach it, what is removed with an application, what an export
 * holds, and what the console and the command line know of it. docs/add-a-resource.md goes through it step by step.
 */
export interface Resource {
  /** As `_type` says it: `device`, `dataTable`. */
  readonly type: string;
  /** In words, for messages: "Device was not found". */
  readonly label: string;
  /**
   * What it belongs to: the installation, an owner (a user or an organization), a user alone, or another resource by its
   * type, such as `application`. Whoever may reach the parent may reach it, as far as role and scopes go.
   */
  readonly parent: 'installation' | 'owner' | 'user' | (string & {});
  /** The path parameter that names it. */
  readonly idParameter: string;
  readonly table: string;
  /** A view of it that has the id of its owner as `owner_id`, where the table itself does not. */
  readonly directory?: string;
  /** The column with the row's number. */
  readonly rowId: string;
  /** The column with the 24-hex id, where it is not `id`. Undefined: it has none (named by number or key alone). */
  readonly nameColumn?: string;
  /** Rows are marked with `deleted_at` first and removed by a job. */
  readonly isSoftDeleted?: boolean;
  /**
   * Whether `If-Match` of its PATCH is honoured, and its GET and PATCH say their `ETag`: the table has `id`, `updated_at` and,
   * below an application, `application_row_id`.
   */
  readonly isVersioned?: boolean;
  /** `secondaryTargetType` of the record of changes; left out: its changes are not recorded as of this kind. */
  readonly auditType?: string;
  /** The columns that search looks through; left out: it is not searched. Only what belongs to an application is. */
  readonly search?: {
    readonly name: string;
    readonly descriptor: string;
    readonly tags?: string;
    /** What `metadata` of a result says besides, by the column of the resource's own table that has it. */
    readonly metadata?: Readonly<Record<string, string>>;
  };
  /** The field of `summary` that counts it; left out: it is not counted. */
  readonly summaryField?: string;
  /** Whether people's recent items may list it. */
  readonly isRecent?: boolean;
  /** Where the console shows it; `{id}` and the path parameters of the parent are filled in. */
  readonly consolePath?: string;
  /** Tables with rows of it, by `rowId`, that are too many to go with its row in one statement. */
  readonly heavyTables?: readonly string[];
  /**
   * For what the application's row cannot take along: removes the resources of a deleted application in short steps, before
   * anything else of it is removed. Doing it twice does no harm.
   */
  readonly purge?: (database: Database, applicationRowId: number, signal: AbortSignal) => Promise<void>;
  /** What `signalbox export` carries to another installation; left out: it stays behind. */
  readonly transfer?: ResourceTransfer;
  /**
   * For a resource of an owner: whose it is, so that the guard can tell who may reach it; and the application that it belongs
   * to, if to one.
   */
  readonly findOwner?: (
    db: Queryable,
    id: string,
  ) => Promise<(OwnerRef & { readonly applicationId?: string }) | undefined>;
}

/** How a resource is carried over: listed here, made there, through the public API. */
export interface ResourceTransfer {
  /** Path of its list, which `POST` adds to. */
  readonly path: string;
  /** Fields of an item that its `POST` takes. */
  readonly fields: readonly string[];
  /** Fields that are made like this there, whatever they are here. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Fields that hold the id of another resource of the application, with its type: it is replaced by the new one. */
  readonly references?: Readonly<Record<string, string>>;
}

/** Every resource of a server, found by type or by path parameter. */
export class ResourceRegistry {
  readonly #byType = new Map<string, Resource>();

  /** @throws Error when two resources have the same type, or the same parameter below the same parent */
  constructor(resources: readonly Resource[]) {
    const places = new Map<string, string>();
    for (const resource of resources) {
      if (this.#byType.has(resource.type)) throw new Error(`the resource ${resource.type} is declared twice`);
      this.#byType.set(resource.type, resource);
      const place = `${resource.parent} ${resource.idParameter}`;
      const other = places.get(place);
      if (other) throw new Error(`${resource.type} and ${other} have the same parameter ${resource.idParameter}`);
      places.set(place, resource.type);
    }
  }

  get all(): readonly Resource[] {
    return [...this.#byType.values()];
  }

  get(type: string): Resource | undefined {
    return this.#byType.get(type);
  }

  /** The resource that a path parameter names below the given parent. */
  named(idParameter: string, parent: string): Resource | undefined {
    return this.all.find((resource) => resource.idParameter === idParameter && resource.parent === parent);
  }

  /** The resources that an application holds. */
  get ofApplication(): readonly Resource[] {
    return this.all.filter(({ parent }) => parent === 'application');
  }
}
