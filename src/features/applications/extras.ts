import { invalid, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { checkGlobal, checkGlobals } from './globals.ts';
import { findReadme, setReadme } from './readme-store.ts';
import type { GlobalsPatch, ReadmePatch } from './schemas.ts';
import type { ApplicationService } from './service.ts';
import { type ApplicationRow, lockApplication, updateApplication } from './store.ts';

const maxGlobals = 100;

type Application = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;
type Global = GlobalsPatch[number] & { json: string };

/** What an application has beside its fields: a readme, and globals that change one by one (resources.md, "Export, import, clone, templates"). */
export class ApplicationExtras {
  readonly #database: Database;
  readonly #applications: ApplicationService;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: { database: Database; applications: ApplicationService; bus: Bus; now: () => number }) {
    this.#database = options.database;
    this.#applications = options.applications;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  /** The text that explains the application; empty where there is none. */
  async readme({ applicationRowId, applicationId }: Application) {
    const row = await findReadme(this.#database.kysely, applicationRowId);
    return {
      applicationId,
      ...(row
        ? {
            lastUpdated: row.updated_at.toISOString(),
            lastUpdatedById: row.author_id,
            lastUpdatedByType: row.author_type as 'user' | 'apiToken',
          }
        : {}),
      content: row?.content ?? '',
      _type: 'applicationReadme' as const,
      _links: { self: { href: `/applications/${applicationId}/readme` } },
    };
  }

  async patchReadme(application: Application, principal: Principal, { content }: ReadmePatch, change: Change) {
    await inTransaction(this.#database, async (tx) => {
      if (content !== undefined) await this.setReadme(tx, application, principal, content);
      await change.record(tx, { body: { characters: content?.length ?? 0 } });
    });
    return this.readme(application);
  }

  /** As `setReadme`, for an application that has none. */
  async completeReadme(tx: Queryable, application: Application, principal: Principal, content: string): Promise<void> {
    if (await findReadme(tx, application.applicationRowId)) return;
    await this.setReadme(tx, application, principal, content);
  }

  /** On the given transaction. */
  async setReadme(tx: Queryable, { applicationRowId }: Application, principal: Principal, content: string) {
    const isPerson = principal.kind === 'user' && principal.via === 'user';
    await setReadme(tx, {
      application_row_id: applicationRowId,
      content,
      author_type: isPerson ? 'user' : 'apiToken',
      author_id: isPerson ? principal.userId : principal.tokenId,
      updated_at: new Date(this.#now()),
    });
  }

  /** Adds, replaces and (`json: null`) removes globals by their keys; the others stay, in their places. */
  async patchGlobals(application: Application, patch: GlobalsPatch, change: Change) {
    await inTransaction(this.#database, async (tx) => {
      await this.#change(tx, application, (row) => {
        const globals = new Map((row.globals as Global[]).map((global) => [global.key, global]));
        const seen = new Set<string>();
        for (const [index, { json, ...given }] of patch.entries()) {
          if (seen.has(given.key)) throw invalid(`[${index}].key`, `must be unique; "${given.key}" appears twice`);
          seen.add(given.key);
          const present = globals.get(given.key);
          if (json === null) {
            globals.delete(given.key);
            continue;
          }
          const value = json ?? present?.json;
          if (value === undefined) throw invalid(`[${index}].json`, 'is required for a key that is not there');
          checkGlobal(value, `[${index}].json`);
          globals.set(given.key, { ...present, ...given, json: value });
        }
        return { globals: [...globals.values()] };
      });
      await change.record(tx);
    });
    return this.#applications.get(application, {});
  }

  /** Adds the globals whose keys are not there, and the template that was applied, on the given transaction. */
  async complete(
    tx: Queryable,
    application: Application,
    { globals, templateId }: { globals: readonly Global[]; templateId: string | undefined },
  ): Promise<void> {
    await this.#change(tx, application, (row) => {
      checkGlobals([...globals]);
      const present = row.globals as Global[];
      const known = new Set(present.map(({ key }) => key));
      const applied = row.applied_template_ids.filter((id) => id !== templateId);
      return {
        globals: [...present, ...globals.filter(({ key }) => !known.has(key))],
        ...(templateId === undefined ? {} : { templates: [...applied, templateId].slice(-1000) }),
      };
    });
  }

  async #change(
    tx: Queryable,
    { applicationRowId, applicationId }: Application,
    decide: (row: ApplicationRow) => { globals: Global[]; templates?: string[] },
  ): Promise<void> {
    const row = await lockApplication(tx, applicationRowId);
    if (!row) throw notFound('Application');
    const { globals, templates } = decide(row);
    if (globals.length > maxGlobals) throw invalid('globals', `must not be more than ${maxGlobals}`);
    await updateApplication(tx, applicationRowId, {
      globals: JSON.stringify(globals),
      ...(templates ? { applied_template_ids: templates } : {}),
      updated_at: new Date(this.#now()),
    });
    this.#bus.announce(tx, 'application.changed', { applicationId });
  }
}
