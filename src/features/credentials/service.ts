import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { openSecrets, sealSecrets } from '../../platform/secrets/stored-secrets.ts';
import { checkConfig } from './config-rules.ts';
import { type CredentialConfig, type CredentialType, configField, credentialTypes, schemaOf } from './configs.ts';
import { findCredentialUsers } from './references.ts';
import { fillSecrets, toCredential, toLinkedResources } from './representation.ts';
import { credentialResource } from './resource.ts';
import type { CredentialPatch, CredentialPost } from './schemas.ts';
import {
  type CredentialRow,
  credentialColumns,
  deleteCredential,
  findCredential,
  findCredentialByName,
  insertCredential,
  listCredentials,
  lockCredential,
  updateCredential,
} from './store.ts';

/** What came of asking for a credential by its name; `failure` is a sentence for people. */
export type CredentialUse<T extends CredentialType> =
  | { readonly config: CredentialConfig<T> }
  | { readonly failure: string };

/** As many resources that name a credential are returned. */
const maxLinked = 1000;

/** Reusable secrets of an application (resources.md, "Credentials"). */
export class CredentialService {
  readonly #database: Database;
  readonly #secrets: SecretBox;
  readonly #now: () => number;

  constructor(options: { database: Database; secrets: SecretBox; now: () => number }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#now = options.now;
  }

  /**
   * The credential that a resource names, ready to use. Look it up for each use, so that one that has been disabled is
   * used no more; never keep, log or send what this returns.
   */
  async use<T extends CredentialType>(applicationRowId: number, name: string, type: T): Promise<CredentialUse<T>> {
    const row = await findCredentialByName(this.#database.kysely, applicationRowId, name);
    if (!row) return { failure: `There is no credential "${name}".` };
    if (row.type !== type) return { failure: `The credential "${name}" is of type ${row.type}, not ${type}.` };
    if (!row.enabled) return { failure: `The credential "${name}" is disabled.` };
    return { config: this.#open(type, row.config) as CredentialConfig<T> };
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(credentialColumns.sort),
      filterFields: Object.keys(credentialColumns.filter),
      defaultSort: 'creationDate',
      defaultSortDirection: 'desc',
    });
    const { rows, totalCount } = await listCredentials(this.#database.kysely, applicationRowId, page);
    return {
      ...pageAnswer(
        rows.map((row) => toCredential(row, applicationId)),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'credentials',
      _links: { self: { href: `/applications/${applicationId}/credentials` } },
    };
  }

  async create({ applicationRowId, applicationId }: ApplicationRef, body: CredentialPost, change: Change) {
    const { type } = body;
    const given = readConfig(type, body);
    if (!given) throw invalid(configField(type), `is needed for a credential of type ${type}`);
    const config = this.#seal(type, given, null);
    const now = new Date(this.#now());
    const row = await inTransaction(this.#database, async (tx) => {
      const inserted = await insertCredential(tx, {
        id: newId(),
        application_row_id: applicationRowId,
        name: body.name,
        description: body.description ?? '',
        enabled: body.enabled ?? true,
        type,
        config: JSON.stringify(config),
        created_at: now,
        updated_at: now,
      });
      await insertResource(tx, credentialResource, inserted);
      await change.record(tx);
      return inserted;
    }).catch(refuseTakenName);
    return toCredential(row, applicationId);
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findCredential(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(credentialResource.label);
    return toCredential(row, applicationId);
  }

  async patch({ applicationRowId, applicationId }: ApplicationRef, id: string, body: CredentialPatch, change: Change) {
    const row = await inTransaction(this.#database, async (tx) => {
      const current = await lockCredential(tx, applicationRowId, id);
      if (!current) throw notFound(credentialResource.label);
      const type = current.type as CredentialType;
      const given = readConfig(type, body);
      const config = given && this.#seal(type, { ...current.config, ...fillSecrets(type, given) }, current.config);
      // Whatever names it would look for another one, or find none.
      if (body.name !== undefined && body.name !== current.name) await refuseUsed(tx, current, 'be renamed');
      const changed = await updateCredential(tx, current.credential_row_id, {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
        ...(config === undefined ? {} : { config: JSON.stringify(config) }),
        updated_at: new Date(this.#now()),
      });
      await updateResource(tx, credentialResource, changed);
      await change.record(tx);
      return changed;
    }).catch(refuseTakenName);
    return toCredential(row, applicationId);
  }

  async delete({ applicationRowId }: ApplicationRef, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const current = await lockCredential(tx, applicationRowId, id);
      if (!current) throw notFound(credentialResource.label);
      await refuseUsed(tx, current, 'be deleted');
      await deleteCredential(tx, current.credential_row_id);
      await removeResource(tx, credentialResource, current);
      await change.record(tx);
    });
    return { success: true };
  }

  async linkedResources({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const { kysely } = this.#database;
    const row = await findCredential(kysely, applicationRowId, id);
    if (!row) throw notFound(credentialResource.label);
    return toLinkedResources(await findCredentialUsers(kysely, applicationRowId, row.name, maxLinked), applicationId);
  }

  #seal(type: CredentialType, config: object, stored: object | null): object {
    const schema = schemaOf(type);
    const sealed = sealSecrets(config, stored, { schema, path: configField(type), secrets: this.#secrets });
    checkConfig(type, this.#open(type, sealed));
    return sealed;
  }

  #open(type: CredentialType, stored: object): CredentialConfig {
    return openSecrets(stored, schemaOf(type), this.#secrets) as CredentialConfig;
  }
}

/** The config of the type, if the body has one; one of another type is refused. */
function readConfig(type: CredentialType, body: CredentialPatch): object | undefined {
  for (const other of credentialTypes) {
    if (other !== type && body[configField(other)] !== undefined) {
      throw invalid(configField(other), `does not fit a credential of type ${type}`);
    }
  }
  return body[configField(type)];
}

async function refuseUsed(tx: Queryable, { application_row_id, name }: CredentialRow, what: string): Promise<void> {
  const { users, counts } = await findCredentialUsers(tx, application_row_id, name, 1);
  const [first] = users;
  if (!first) return;
  const others = [...counts.values()].reduce((sum, count) => sum + count, 0) - 1;
  const more = others === 0 ? '' : ` and ${others} more`;
  throw new AppError(
    'Conflict',
    `The credential is used by ${first.type} "${first.name}"${more}, so it cannot ${what}`,
  );
}

function refuseTakenName(error: unknown): never {
  if (isUniqueViolation(error, 'credential_name')) {
    throw new AppError('Conflict', 'name is the name of another credential of the application', { cause: error });
  }
  throw error;
}
