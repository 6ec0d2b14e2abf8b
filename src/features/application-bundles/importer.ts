import { Breather } from '../../kernel/breather.ts';
import { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef, OwnerRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import { countCharacters } from '../../kernel/text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type {
  BundleApplication,
  BundleKind,
  BundleOptions,
  BundleRecord,
  ConflictBehavior,
} from '../../platform/bundles/bundle-kind.ts';
import { pickFields, recordCheck } from '../../platform/bundles/check-record.ts';
import { type ImportSteps, inOneStep, inShortSteps } from '../../platform/bundles/import-steps.ts';
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
import {
  type ImportRow,
  importPieces,
  keepReceiving,
  markCompleted,
  markStored,
  noteHidden,
  tookTooLong,
} from './import-store.ts';
import { matchPresent, refusePresent, withIds } from './match-present.ts';
import { type BundleProblem, BundleRefused, type ImportPlan, type PlannedKind, planImport, typesOf } from './plan.ts';
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

type Stored = Imported & { readonly afterwards: readonly PutOff[] };

/** What a bundle says of the application itself. */
interface ApplicationOfBundle {
  readonly name: string;
  readonly fields: ApplicationPost;
  readonly readme: string | undefined;
}

/** A bundle on its way in. */
interface ImportContext {
  readonly bundle: Bundle;
  readonly plan: ImportPlan;
  readonly row: ImportRow;
  readonly file: TemporaryBundle;
  readonly applicationId: string;
  readonly request: ImportRequest;
  readonly placeholders: Placeholders;
  readonly running: RunningImport;
  readonly about: ApplicationOfBundle;
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
 * id, everything is judged by the rules of the API and stored; rows and contents of files follow.
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
    const { kinds, runner } = this.#options;
    const { target, options, include, dryRun } = request;
    const source = await openZip(file.file);
    try {
      const bundle = await readBundle(source);
      const applicationId = target.kind === 'new' ? newId() : target.application.applicationId;
      const plan = planImport(bundle, { kinds: kinds(), options, include, applicationId });
      const mayHaveContents = plan.kinds.some(({ kind }) => kind.load);
      if (mayHaveContents && !dryRun) await this.#keep(file, row);
      const placeholders = new Placeholders(plan.values, request.hosts);
      const running = new RunningImport(plan.problems);
      const about = await this.#readApplication({ bundle, placeholders, request, running });
      const context = { bundle, plan, row, file, applicationId, request, placeholders, running, about };
      const imported = await (target.kind === 'new'
        ? this.#storeNew(context, target)
        : this.#storeInto(context, target.application));
      await this.#complete(row, imported);
      runner.wake();
      return imported;
    } finally {
      source.close();
    }
  }

  /**
   * In many short transactions, so that nobody waits for a large one. Until the last one the application is hidden; where it does not
   * come to that, `ImportSlots` has it removed.
   */
  async #storeNew(context: ImportContext, target: ImportTarget & { kind: 'new' }): Promise<Stored> {
    const { applicationId, about, request, row } = context;
    const { database, applications, extras } = this.#options;
    const { principal, templateId } = request;
    const applied = templateId === undefined ? [] : [templateId];
    const { applicationTemplateId: _chosen, ...own } = about.fields;
    const application = await inTransaction(database, async (tx) => {
      const body = { ...own, appliedTemplateIds: applied };
      const made = await applications.insert(tx, target.owner, body, { id: applicationId, isHidden: true });
      const application = { applicationRowId: made.application_row_id, applicationId };
      await noteHidden(tx, row, application.applicationRowId);
      if (about.readme) await extras.setReadme(tx, application, principal, about.readme);
      return application;
    });
    const steps = inShortSteps((work) =>
      inTransaction(database, async (tx) => {
        await keepReceiving(tx, row);
        return work(tx);
      }),
    );
    await this.#insertRecords(steps, context, { application, kinds: context.plan.kinds });
    if (!request.dryRun) await this.#completeHidden(application, context.running);
    return inTransaction(database, async (tx) => {
      await applications.show(tx, target.owner, application);
      return this.#finish(tx, context, application);
    });
  }

  /** While nobody sees it, so that nothing is left to do once it is shown. */
  async #completeHidden(application: BundleApplication, running: RunningImport): Promise<void> {
    const { signal } = new AbortController();
    await completeRecords(this.#options.kinds(), application, { afterwards: running.afterwards, signal });
    running.afterwards.length = 0;
  }

  /** In one transaction: whoever uses the application sees nothing of the bundle, or all. */
  #storeInto(context: ImportContext, application: ApplicationRef): Promise<Stored> {
    const { about, plan, placeholders, request, running } = context;
    const { database, extras } = this.#options;
    const { conflicts = 'create', principal, templateId } = request;
    return inTransaction(database, async (tx) => {
      await extras.complete(tx, application, { globals: about.fields.globals ?? [], templateId });
      if (about.readme) await extras.completeReadme(tx, application, principal, about.readme);
      const kinds = conflicts === 'create' ? plan.kinds : await matchPresent(tx, { plan, placeholders, application });
      if (conflicts === 'error') refusePresent(kinds, running);
      await this.#insertRecords(inOneStep(tx), context, { application, kinds });
      return this.#finish(tx, context, application);
    });
  }

  /** What keeps nobody from their work for long, and is the runner's to go on with should this server not come to its end. */
  async #complete(row: ImportRow, imported: Stored): Promise<void> {
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

  async #insertRecords(
    steps: ImportSteps,
    { bundle, placeholders, plan, request, row, running }: ImportContext,
    { application, kinds }: { application: BundleApplication; kinds: readonly PlannedKind[] },
  ): Promise<void> {
    const { principal, options, conflicts = 'create' } = request;
    const now = new Date(this.#options.now());
    const { minted } = plan;
    const shared = { application, principal, source: row.source, options, now, conflicts, placeholders, minted };
    const breather = new Breather();
    for (const { kind, records } of kinds) {
      const resolved: BundleRecord[] = [];
      for (const record of records) {
        await breather.rest();
        resolved.push({ ...record, ...withIds(record, placeholders) });
      }
      await kind.insert(steps, resolved, running.of(kind, { ...shared, bundle: bundle.source }));
    }
    this.#tellUnresolved(placeholders, plan, running);
    if (running.isMostlyRefused) throw new BundleRefused(running.problems);
  }

  /** The last of what is stored. @throws Undone when it was only to be tried */
  async #finish(tx: Queryable, context: ImportContext, application: BundleApplication): Promise<Stored> {
    const { about, applicationId, file, plan, request, row, running } = context;
    const { change, dryRun, hosts, options, principal, target } = request;
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
    if (!(await markStored(tx, row, stored, new Date(this.#options.now())))) throw tookTooLong();
    if (contents.length === 0) await importPieces.delete(tx, row.application_import_row_id);
    await change.record(tx, {
      ...(target.kind === 'new' ? { owner: target.owner } : {}),
      target: { type: applicationResource.auditType as string, id: applicationId, name: about.name },
      body: { bytes: file.bytes, sha256: file.sha256, ...options },
    });
    const imported = { ...application, importId: row.id, problems, counts, afterwards };
    if (dryRun) throw new Undone(imported);
    return imported;
  }

  /** What the bundle says of the application itself. */
  async #readApplication({
    bundle,
    placeholders,
    request: { target },
    running,
  }: Pick<ImportContext, 'bundle' | 'placeholders' | 'request' | 'running'>): Promise<ApplicationOfBundle> {
    const known = pickFields(placeholders.replaceIn(bundle.application), bundleFields);
    const fields = target.kind === 'new' ? { ...known, ...target.fields } : { ...known, name: 'application' };
    return {
      // As the bundle has it, for the record of changes.
      name: String(bundle.application.name ?? ''),
      fields: checkApplication(fields),
      readme: await this.#readReadme(bundle, placeholders, running),
    };
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
