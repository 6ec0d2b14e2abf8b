import type { Principal } from '../../kernel/principal.ts';
import type { Queryable } from '../database/database.ts';
import type { ImportSteps } from './import-steps.ts';

/**
 * What one kind of resource has to do with bundles of applications (resources.md, "Export, import, clone, templates"). A
 * feature declares its kinds (`Feature.bundleKinds`); records of kinds that nobody declares are left out of an import with a
 * warning that names them. `docs/add-a-resource.md` goes through it.
 */
export interface BundleKind {
  /** As `resourceType` of its files says it: `DeviceTree`. */
  readonly resourceType: string;
  /** Of its placeholders, counts and errors: `device`. */
  readonly type: string;
  /** Other `resourceType`s whose records belong to those of the kind and are stored with them, each with its own `type`. */
  readonly alongside?: Readonly<Record<string, string>>;
  /** In words, for messages, in the plural: "devices". */
  readonly label: string;
  /** Types that must be stored before it, because its records refer to them. */
  readonly after?: readonly string[];
  /** The choice of whoever imports or exports without which it is left out as a whole. */
  readonly option?: keyof BundleOptions;
  /** Placeholders that its records define besides their ids, by their type: `webhookToken`. */
  readonly mints?: Readonly<Record<string, MintedField>>;
  /** Its records are the files of this folder instead of YAML; they have no fields. */
  readonly isFolder?: true;
  /** The records of one resource of a file, where that is a tree; the outermost first. Left out: itself. */
  readonly unfold?: (fields: BundleFields) => BundleFields[];
  /**
   * Which of the records are there already, by their `id`: asked before anything is stored, and only where the import says
   * what becomes of them. From then on the placeholders of these records stand for what is there, in the records of every
   * kind, and `insert` is handed them with `present`.
   */
  readonly match: (
    tx: Queryable,
    records: readonly BundleRecord[],
    application: BundleApplication,
  ) => Promise<ReadonlyMap<string, PresentRecord>>;
  /**
   * Stores records, whose placeholders stand for ids now, in the transactions of the import: by the rules of the API, and
   * under the ids of the records. What breaks a rule is handed to `refuse` before anything of it is written. Nobody sees
   * anything of it before all kinds are through; what one of them throws undoes all of it.
   */
  readonly insert: (steps: ImportSteps, records: readonly BundleRecord[], bundle: BundleImport) => Promise<void>;
  /**
   * Stores the content that `BundleImport.later` announced, and calls `finish` in the transaction that makes it final.
   * What breaks a rule is thrown as an AppError of the type Validation, Conflict, NotFound or TooLarge, and not tried again.
   */
  readonly load?: (content: LaterContent, body: AsyncIterable<Uint8Array>, finish: Finish) => Promise<void>;
  /**
   * Does what `BundleImport.afterwards` has put off until the records were stored, in short transactions. It may be asked again for
   * what it has done, and at the same time by another server.
   */
  readonly complete?: (application: BundleApplication, note: unknown, signal: AbortSignal) => Promise<void>;
  /** Whether what `load` has handed on to other work is stored by now. Left out: it always is. */
  readonly isSettled?: (db: Queryable, application: BundleApplication, ids: readonly string[]) => Promise<boolean>;
  /** What an application has of this kind, in an order that does not change. */
  readonly export: (db: Queryable, application: BundleApplication, options: BundleOptions) => Promise<BundleExport>;
}

export interface MintedField {
  readonly field: string;
  /** Of which `resourceType` records must be that define it. Left out: of any that the kind has. */
  readonly of?: string;
  readonly make: () => string;
}

/** What is chosen of the larger and of the private parts of an application. */
export interface BundleOptions {
  readonly includeDevices: boolean;
  readonly includeDataTableRows: boolean;
  readonly includeFiles: boolean;
}

/**
 * What becomes of a record where there is something already by its natural key: another is added beside it, nothing of the
 * bundle is stored, what is there stays as it is, or becomes what the record says.
 */
export type ConflictBehavior = 'create' | 'error' | 'retain' | 'replace';

/** What a bundle says of one thing, by the names that the API has for it. */
export type BundleFields = Readonly<Record<string, unknown>>;

/** The application that a bundle is of, or goes into. */
export interface BundleApplication {
  readonly applicationRowId: number;
  readonly applicationId: string;
}

/** A record on its way in. */
export interface BundleRecord {
  /** Under which it is to be stored: new, and never one that the bundle names. */
  readonly id: string;
  /** The placeholder that stands for it in the bundle, for messages; empty where it has none. */
  readonly label: string;
  /** For people; may be empty. */
  readonly name: string;
  /** As its file says it: the kind's own, or one of those `alongside`. */
  readonly resourceType: string;
  /** Path of the file that it comes from, from the root of the bundle. */
  readonly path: string;
  readonly fields: BundleFields;
  /** What is there already by its natural key; as `match` of the kind has found it. */
  readonly present?: PresentRecord;
}

/** What is there already of a record. */
export interface PresentRecord {
  /** Left out: only what the record belongs to is there. */
  readonly id?: string;
  /** What `mints` of its kind would make for it, by its type. */
  readonly minted?: Readonly<Record<string, string>>;
}

/** The import of one bundle, as kinds see it. */
export interface BundleImport {
  readonly application: BundleApplication;
  readonly principal: Principal;
  /** Who writes, as usage counts say it: `user.rest`. */
  readonly source: string;
  readonly options: BundleOptions;
  readonly now: Date;
  /** The record is not stored. */
  refuse(record: BundleRecord, message: string): void;
  /** Something about a record, which is stored all the same. */
  warn(record: BundleRecord, message: string): void;
  /** The record is stored. */
  stored(record: BundleRecord): void;
  /**
   * What the record would be is there already. `replace` makes it what the record says, where that was asked for; left
   * out: things of the kind stay as they are.
   */
  found(record: BundleRecord, replace?: () => Promise<unknown>): Promise<void>;
  /** Whether the text was made by `mints` for a placeholder of this bundle. */
  isMinted(text: string): boolean;
  /** A placeholder in the text that nothing in the bundle stands for. */
  findUnresolved(text: unknown): string | undefined;
  /** A file that a record names, relative to its own; undefined when there is none in the bundle. */
  resolve(record: BundleRecord, path: string): string | undefined;
  /** Bytes of a file of the bundle. */
  sizeOf(path: string): number;
  /** A text of the bundle with its placeholders replaced. @throws AppError Validation when it is larger */
  readText(path: string, maxBytes: number): Promise<string>;
  /**
   * Has the content stored after the transaction, by `load` of the kind.
   *
   * @param options.of id of what it is of, where that is not the record's
   * @param options.replaces whether it takes the place of the content that is there
   */
  later(record: BundleRecord, path: string, options?: { of?: string; replaces?: boolean }): void;
  /**
   * Has `complete` of the kind called after the transaction, before the import is answered; by another server, if this one dies.
   * For what takes long and hurts nobody when it comes a moment later.
   *
   * @param note what `complete` needs to know, as JSON
   */
  afterwards(note: unknown): void;
}

/** A content that is to be stored. */
export interface LaterContent {
  readonly application: BundleApplication;
  readonly source: string;
  /** Id of the record that announced it. */
  readonly id: string;
  /** Whether it takes the place of the content that is there. */
  readonly replaces: boolean;
  /** In the bundle. */
  readonly path: string;
  readonly author: { readonly type: 'user' | 'apiToken'; readonly id: string };
}

/** Notes that a content is stored. @throws ClaimLostError when another server has taken over */
export type Finish = (tx: Queryable) => Promise<void>;

/** What a kind adds to a bundle. */
export interface BundleExport {
  /** What becomes a placeholder, in an order that does not change; `type` where it is not that of the kind. */
  readonly named: readonly { readonly id: string; readonly name: string; readonly type?: string }[];
  /** `resourceType` where it is not that of the kind. */
  readonly documents: readonly {
    readonly path: string;
    readonly resourceType?: string;
    readonly resources: readonly BundleFields[];
  }[];
  readonly contents?: readonly BundleContent[];
}

/** A file of a bundle beside its YAML. */
export interface BundleContent {
  readonly path: string;
  /** Text in UTF-8, in which ids become placeholders. */
  readonly isText: boolean;
  readonly read: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** The empty part of a kind that an export leaves out. */
export const nothingExported: BundleExport = { named: [], documents: [] };
