import { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef, OwnerRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import { countCharacters } from '../../kernel/text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type {
  BundleApplication,
  BundleKind,
  BundleOptions,
  ConflictBehavior,
} from '../../platform/bundles/bundle-kind.ts';
import { pickFields, recordCheck } from '../../platform/bundles/check-record.ts';
import { type BundleHosts, Placeholders } from '../../platform/bundles/placeholders.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import {
  type ApplicationExtras,
  type ApplicationPost,
  type ApplicationService,
  applicationPost,
  applicationResource,
} from '../applications/index.ts';
import { completeRecords } from './complete-records.ts';
import type { ImportRunner } from './import-runner.ts';
import type { ImportSlots } from './import-slots.ts';
import { type ImportRow, importPieces, markCompleted, markStored } from './import-store.ts';
import { matchPresent, refusePresent, withIds } from './match-present.ts';
import { type BundleProblem, BundleRefused, type ImportPlan, planImport, typesOf } from './plan.ts';
import { type Bundle, readBundle, resolvePath } from './read-bundle.ts';
import { RunningImport } from './running-import.ts';
import type { PutOff } from './stored-plan.ts';
import { readInPieces, type TemporaryBundle } from './temporary-files.ts';
import { openZip, readTextFile } from './zip-source.ts';

/** Bytes of a piece of a bundle in the database. */
const pieceBytes = 256 * 1024;
const maxReadmeBytes = 512 * 1024;
const maxReadmeCharacters = 131_072;
/** Characters of the list of placeholders that stand for nothing. */
const listedAtMost = 100;

const checkApplication = recordCheck<ApplicationPost>(applicationPost);

/** Where the records of a bundle go. */
export type ImportTarget =
  | { readonly kind: 'new'; readonly owner: OwnerRef; readonly fields?: Partial<ApplicationPost> }
  | { readonly kind: 'existing'; readonly application: ApplicationRef };

export interface ImportRequest {
  readonly target: ImportTarget;
  readonly principal: Principal;
  readonly options: BundleOptions;
  readonly conflicts?: ConflictBehavior;
  /** The types that are to be taken; undefined: all. */
  readonly include?: ReadonlySet<string> | undefined;
  /** Whether only to say what would become of the bundle: everything is done, and then undone. */
  readonly dryRun?: boolean;
  readonly email?: string | undefined;
  readonly change: Change;
  readonly hosts: BundleHosts;
  readonly templateId?: string;
}

/** What an import has made. */
export interface Imported extends BundleApplication {
  readonly importId: string;
  readonly problems: readonly BundleProblem[];
  readonly counts: Readonly<Record<string, number>>;
}

interface ImporterOptions {
  readonly database: Database;
  readonly applications: ApplicationService;
  readonly extras: ApplicationExtras;
  readonly kinds: () => readonly BundleKind[];
  readonly slots: ImportSlots;
  readonly runner: ImportRunner;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Stores bundles (resources.md, "Export, import, clone, templates"): everything is read and parsed, every placeholder gets an
 * id, everything is judged by the rules of the API and stored in one transaction; rows and contents of files follow.
 */
export class BundleImporter {
  readonly #options: ImporterOptions;
  /** What a bundle is read into may take some hundred MiB. */
  readonly #limiter = new ConcurrencyLimiter({
    atOnce: 2,
    maxWaiting: 20,
    refusal: 'Too many bundles are being imported; retry later',
  });

  constructor(options: ImporterOptions) {
    this.#options = options;
  }

  /** The types of resources that are read from bundles. */
  get types(): string[] {
    return this.#options.kinds().flatMap(typesOf);
  }

  /** @throws AppError Validation, TooLarge, Throttled, or `BundleRefused`; nothing is stored then */
  async import(file: TemporaryBundle, request: ImportRequest): Promise<Imported> {
    const { database, slots } = this.#options;
    const { target, principal, email, change } = request;
    const owner = target.kind === 'new' ? target.owner : target.application;
    const source = `${principal.via}.rest`;
    try {
      return await this.#limiter.run(() =>
        slots.run(owner, { source, email }, (row) => this.#store(file, row, request)),
      );
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
      const of = target.kind === 'new' ? { owner: target.owner } : {};
      const body = { dryRun: true, bytes: file.bytes, sha256: file.sha256 };
      await inTransaction(database, (tx) => change.record(tx, { ...of, body }));
      return error.imported;
    }
  }

  async #store(file: TemporaryBundle, row: ImportRow, request: ImportRequest): Promise<Imported> {
    const { database, kinds, runner } = this.#options;
    const { target, options, include, dryRun } = request;
    const source = await openZip(file.file);
    try {
      const bundle = await readBundle(source);
      const applicationId = target.kind === 'new' ? newId() : target.application.applicationId;
      const plan = planImport(bundle, { kinds: kinds(), options, include, applicationId });
      const mayHaveContents = plan.kinds.some(({ kind }) => kind.load);
      if (mayHaveContents && !dryRun) await this.#keep(file, row);
      const imported = await inTransaction(database, async (tx) => {
        const result = await this.#insert(tx, { bundle, plan, row, file, applicationId, request });
        if (dryRun) throw new Undone(result);
        return result;
      });
      await this.#complete(row, imported);
      runner.wake();
      return imported;
    } finally {
      source.close();
    }
  }

  /** What keeps nobody from their work for long, and is the runner's to go on with should this server not come to its end. */
  async #complete(row: ImportRow, imported: Imported & { afterwards: readonly PutOff[] }): Promise<void> {
    const { database, kinds, now, onError } = this.#options;
    const { afterwards } = imported;
    if (afterwards.length === 0) return;
    try {
      await completeRecords(kinds(), imported, { afterwards, signal: new AbortController().signal });
      await markCompleted(database.kysely, row, new Date(now()));
    } catch (error) {
      onError(error);
    }
  }

  /** Before the transaction, which would else be as long as the bundle is large. */
  async #keep({ file }: TemporaryBundle, row: ImportRow): Promise<void> {
    let number = 0;
    for await (const piece of readInPieces(file, pieceBytes)) {
      await importPieces.insert(this.#options.database.kysely, row.application_import_row_id, number, piece);
      number += 1;
    }
  }

  async #insert(
    tx: Queryable,
    context: {
      bundle: Bundle;
      plan: ImportPlan;
      row: ImportRow;
      file: TemporaryBundle;
      applicationId: string;
      request: ImportRequest;
    },
  ): Promise<Imported & { afterwards: readonly PutOff[] }> {
    const { bundle, plan, row, file, applicationId, request } = context;
    const { target, principal, options, change, hosts, conflicts = 'create' } = request;
    const now = new Date(this.#options.now());
    const placeholders = new Placeholders(plan.values, hosts);
    const running = new RunningImport(plan.problems);
    const application = await this.#insertApplication(tx, { bundle, placeholders, applicationId, request, running });
    const kinds = conflicts === 'create' ? plan.kinds : await matchPresent(tx, { plan, placeholders, application });
    if (conflicts === 'error') refusePresent(kinds, running);
    const { minted } = plan;
    const shared = { application, principal, source: row.source, options, now, conflicts, placeholders, minted };
    for (const { kind, records } of kinds) {
      const resolved = records.map((record) => ({ ...record, ...withIds(record, placeholders) }));
      await kind.insert(tx, resolved, running.of(kind, { ...shared, bundle: bundle.source }));
    }
    this.#tellUnresolved(placeholders, plan, running);
    if (running.isMostlyRefused) throw new BundleRefused(running.problems);
    const { afterwards, contents, counts, problems, problemCount } = running;
    const content = { contents, values: Object.fromEntries(plan.values), hosts };
    const isPerson = principal.kind === 'user' && principal.via === 'user';
    const author = {
      type: isPerson ? 'user' : 'apiToken',
      id: isPerson ? principal.userId : principal.tokenId,
    } as const;
    const stored = {
      applicationRowId: application.applicationRowId,
      counts,
      problems,
      problemCount,
      plan: {
        ...(afterwards.length === 0 ? {} : { afterwards }),
        ...(contents.length === 0 ? {} : { ...content, author }),
      },
    };
    if (!(await markStored(tx, row, stored, now))) throw new AppError('Unavailable', 'The import took too long');
    if (contents.length === 0) await importPieces.delete(tx, row.application_import_row_id);
    const name = String(bundle.application.name ?? '');
    await change.record(tx, {
      ...(target.kind === 'new' ? { owner: target.owner } : {}),
      target: { type: applicationResource.auditType as string, id: applicationId, name },
      body: { bytes: file.bytes, sha256: file.sha256, ...options },
    });
    return { ...application, importId: row.id, problems, counts, afterwards };
  }

  /** The application itself: a new one; or what one has not yet, since what it has is its owner's. */
  async #insertApplication(
    tx: Queryable,
    context: {
      bundle: Bundle;
      placeholders: Placeholders;
      applicationId: string;
      request: ImportRequest;
      running: RunningImport;
    },
  ): Promise<BundleApplication> {
    const { bundle, placeholders, applicationId, request, running } = context;
    const { target, principal, templateId } = request;
    const { applications, extras } = this.#options;
    const given = placeholders.replaceIn(bundle.application);
    const known = pickFields(given, bundleFields);
    const fields = target.kind === 'new' ? { ...known, ...target.fields } : { ...known, name: 'application' };
    const body = checkApplication(fields);
    const readme = await this.#readReadme(bundle, placeholders, running);
    if (target.kind === 'new') {
      const applied = templateId === undefined ? [] : [templateId];
      const { applicationTemplateId: _chosen, ...own } = body;
      const made = await applications.insert(tx, target.owner, { ...own, appliedTemplateIds: applied }, applicationId);
      const application = { applicationRowId: made.application_row_id, applicationId };
      if (readme) await extras.setReadme(tx, application, principal, readme);
      return application;
    }
    const { application } = target;
    await extras.complete(tx, application, { globals: body.globals ?? [], templateId });
    if (readme) await extras.completeReadme(tx, application, principal, readme);
    return application;
  }

  async #readReadme(bundle: Bundle, placeholders: Placeholders, running: RunningImport): Promise<string | undefined> {
    const { readmePath } = bundle.application;
    if (typeof readmePath !== 'string') return undefined;
    const path = resolvePath(bundle.source, 'application.yaml', readmePath);
    // Published templates are often without theirs.
    if (path === undefined) return undefined;
    const text = placeholders.replace(await readTextFile(bundle.source, path, maxReadmeBytes));
    if (text.includes('\u0000')) throw invalid(path, 'must not contain U+0000');
    if (countCharacters(text) <= maxReadmeCharacters) return text;
    running.add({ type: 'application', name: path, id: '', message: 'left out: the readme is too long' });
    return undefined;
  }

  #tellUnresolved(placeholders: Placeholders, { leftOut }: ImportPlan, running: RunningImport): void {
    let listed = 0;
    for (const name of placeholders.unresolved) {
      const what = leftOut.get(name);
      const message =
        what === undefined
          ? 'stands for nothing in the bundle, and stays as it is'
          : `stays as it is: it stands for what was left out (${what})`;
      running.add({ type: 'placeholder', name, id: '', message });
      listed += 1;
      if (listed >= listedAtMost) return;
    }
  }
}

/** Ends the transaction of what was only tried, and gives the owner's turn back. */
class Undone extends Error {
  readonly imported: Imported;

  constructor(imported: Imported) {
    super('tried, and undone');
    this.imported = imported;
  }
}

/** Of an application's fields, those that a bundle has. */
const bundleFields = {
  ...applicationPost,
  properties: Object.fromEntries(
    Object.entries(applicationPost.properties).filter(([name]) =>
      ['name', 'description', 'globals', 'dataTTL', 'endpointDefaultCors'].includes(name),
    ),
  ),
} as typeof applicationPost;
