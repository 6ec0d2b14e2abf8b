import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef, OwnerRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import { cutText } from '../../kernel/text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { BundleOptions } from '../../platform/bundles/bundle-kind.ts';
import type { BundleHosts } from '../../platform/bundles/placeholders.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { FileLimit, FormFile } from '../../platform/http/multipart.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { ApplicationPost, ApplicationService } from '../applications/index.ts';
import type { RequestedExports } from '../exports/index.ts';
import { bundleExportKind } from './export-kind.ts';
import type { BundleExporter } from './exporter.ts';
import { readFormOptions } from './form-options.ts';
import { toApplicationImport } from './import-representation.ts';
import { findImportById, listImports } from './import-store.ts';
import type { BundleImporter, Imported } from './importer.ts';
import type { ClonePost, ExportPost, TemplatePatch } from './schemas.ts';
import type { Templates } from './templates.ts';
import type { TemporaryBundles } from './temporary-files.ts';

/** How long a request waits for the file of an export, which for most applications is there at once. */
const waitMs = 10_000;
/** Imports that are listed. */
const maxListed = 100;

/** What a call brings along. */
export interface BundleCall {
  readonly principal: Principal;
  readonly change: Change;
  readonly hosts: BundleHosts;
  /** Origin of this server, for links. */
  readonly baseUrl: string;
}

interface BundleServiceOptions {
  readonly database: Database;
  readonly applications: ApplicationService;
  readonly importer: BundleImporter;
  readonly exporter: BundleExporter;
  readonly templates: Templates;
  readonly temporary: TemporaryBundles;
  readonly requested: RequestedExports;
  readonly mailer: Mailer;
}

/** Export, import and clone of applications, and templates (resources.md, "Export, import, clone, templates"). */
export class BundleService {
  readonly #options: BundleServiceOptions;

  constructor(options: BundleServiceOptions) {
    this.#options = options;
  }

  /** Of a bundle that is sent. */
  get limit(): FileLimit {
    return this.#options.temporary.limit;
  }

  /** The link to the bundle; or the id of the job, where that takes longer than anybody waits. */
  async export(application: ApplicationRef, body: ExportPost, { principal, change, baseUrl }: BundleCall) {
    const { database, requested } = this.#options;
    const { email, ...chosen } = body;
    requested.check({ email });
    const options = readOptions(chosen);
    const jobId = await inTransaction(database, async (tx) => {
      await change.record(tx);
      return requested.start(tx, application, principal, {
        kind: bundleExportKind,
        request: { ...options },
        delivery: { email },
        baseUrl,
      });
    });
    const ended = await requested.waitFor(application, jobId, waitMs);
    if (!ended) return { jobQueued: true as const, jobId };
    if ('error' in ended) throw new AppError('Validation', `The export failed: ${ended.error}`);
    return ended;
  }

  /** A new application from the bundle of a form. */
  async importNew(form: FormFile, call: BundleCall) {
    const { applications, importer, temporary } = this.#options;
    const imported = await temporary.with(form.body, async (file) => {
      const { orgId, dryRun, ...chosen } = readFormOptions(form.fields, call.principal, { types: importer.types });
      this.#checkEmail(chosen.email);
      const owner = await applications.chooseOwner(call.principal, orgId);
      const done = await importer.import(file, { target: { kind: 'new', owner }, ...chosen, dryRun, ...call });
      return { ...done, dryRun };
    });
    return imported.dryRun ? tried(imported) : this.#created(imported);
  }

  /** Adds what is in the bundle of a form to an application. */
  async importInto(application: ApplicationRef, form: FormFile, call: BundleCall) {
    const { importer, temporary } = this.#options;
    const imported = await temporary.with(form.body, async (file) => {
      const types = { types: importer.types, isInto: true };
      const { orgId: _owner, dryRun, ...chosen } = readFormOptions(form.fields, call.principal, types);
      this.#checkEmail(chosen.email);
      const target = { kind: 'existing' as const, application };
      return { ...(await importer.import(file, { target, ...chosen, dryRun, ...call })), dryRun };
    });
    if (!imported.dryRun) return this.#changed(application, imported);
    return { ...(await this.#options.applications.get(application, {})), ...tried(imported) };
  }

  /** Another application like this one, of the same owner unless another is named. */
  async clone(application: ApplicationRef, body: ClonePost, call: BundleCall) {
    const { applications, exporter, importer, temporary } = this.#options;
    const { email, dryRun, ownerId, ownerType, ...chosen } = body;
    this.#checkEmail(email);
    const owner = await this.#chooseCloneOwner(application, call.principal, { ownerId, ownerType });
    const options = readOptions(chosen);
    const signal = new AbortController().signal;
    const bundle = exporter.write(application, { options, hosts: call.hosts, signal });
    const imported = await temporary.with(bundle, async (file) => {
      if (dryRun) return undefined;
      const { name } = await applications.get(application, {});
      const fields = { name: `${cutText(name, 248)} (copy)` };
      return importer.import(file, { target: { kind: 'new', owner, fields }, options, email, ...call });
    });
    if (!imported) {
      await inTransaction(this.#options.database, (tx) => call.change.record(tx));
      return { success: true as const, requiresJob: false };
    }
    return this.#created(imported);
  }

  async #chooseCloneOwner(
    application: ApplicationRef,
    principal: Principal,
    { ownerId, ownerType }: { ownerId?: string | null | undefined; ownerType?: OwnerRef['ownerType'] | undefined },
  ): Promise<OwnerRef> {
    const type = ownerId ? (ownerType ?? 'user') : application.ownerType;
    const id = (ownerId ?? application.ownerId).toLowerCase();
    if (type === 'organization') return this.#options.applications.chooseOwner(principal, id);
    if (principal.kind !== 'user' || principal.userId !== id) {
      throw invalid('ownerId', 'must be your own id, or that of an organization with ownerType organization');
    }
    return this.#options.applications.chooseOwner(principal, undefined);
  }

  /** Adds what is in a template to an application; what is there by its name stays as it is. */
  async applyTemplate(application: ApplicationRef, { templateId, email }: TemplatePatch, call: BundleCall) {
    const { importer, templates, temporary } = this.#options;
    this.#checkEmail(email);
    const template = await templates.find(templateId).catch(refuseTemplate('templateId'));
    const imported = await temporary.with(templates.pack(template), (file) =>
      importer.import(file, {
        target: { kind: 'existing', application },
        options: everything,
        conflicts: 'retain',
        email,
        templateId: template.id,
        ...call,
      }),
    );
    return this.#changed(application, imported);
  }

  /** A new application from a template; fields of the body go before those of the template. */
  async makeFromTemplate(owner: OwnerRef, body: ApplicationPost, call: BundleCall): Promise<Imported> {
    const { importer, templates, temporary } = this.#options;
    const { applicationTemplateId = '', orgId: _owner, ...fields } = body;
    const template = await templates.find(applicationTemplateId).catch(refuseTemplate('applicationTemplateId'));
    const target = { kind: 'new' as const, owner, fields };
    return temporary.with(templates.pack(template), (file) =>
      importer.import(file, { target, options: everything, templateId: template.id, ...call }),
    );
  }

  /** The imports into an application that are remembered, the newest first. */
  async listImports({ applicationRowId, applicationId }: ApplicationRef) {
    const rows = await listImports(this.#options.database.kysely, applicationRowId, maxListed);
    return {
      items: rows.map((row) => toApplicationImport(row, applicationId)),
      count: rows.length,
      applicationId,
      _type: 'applicationImports' as const,
      _links: { self: { href: `/applications/${applicationId}/imports` } },
    };
  }

  /** How far an import is. @throws AppError NotFound */
  async getImport({ applicationRowId, applicationId }: ApplicationRef, importId: string) {
    const row = await findImportById(this.#options.database.kysely, applicationRowId, importId);
    if (!row) throw notFound('Import');
    return toApplicationImport(row, applicationId);
  }

  async #created(imported: Imported) {
    const application = await this.#options.applications.get(imported, {});
    // A closed schema; how far the rest is, `applicationImports.get` says.
    return { application, validationErrors: [...imported.problems] };
  }

  async #changed(application: ApplicationRef, imported: Imported) {
    return { ...(await this.#options.applications.get(application, {})), ...told(imported) };
  }

  #checkEmail(email: string | undefined): void {
    if (!email || this.#options.mailer.isConfigured) return;
    throw invalid('email', 'cannot be used: no mail server is configured (SIGNALBOX_SMTP_URL)');
  }
}

const everything: BundleOptions = { includeDevices: true, includeDataTableRows: true, includeFiles: true };

function readOptions(body: Partial<BundleOptions>): BundleOptions {
  const { includeDevices = false, includeDataTableRows = false, includeFiles = false } = body;
  return { includeDevices, includeDataTableRows, includeFiles };
}

/** What a dry run says; there is nothing to follow. */
function tried({ problems, counts }: Imported) {
  return { success: true as const, requiresJob: false, validationErrors: [...problems], imported: { ...counts } };
}

function told({ problems, counts, importId }: Imported) {
  return { validationErrors: [...problems], imported: { ...counts }, jobId: importId };
}

/** A body that names what is not there is wrong; the path is right. */
function refuseTemplate(field: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof AppError && error.type === 'NotFound')
      throw invalid(field, 'names no template of this server');
    throw error;
  };
}
