import { invalid, notFound } from '../../kernel/errors.ts';
import {
  allowedLimit,
  limits as definitions,
  formatLimit,
  type LimitName,
  limitNames,
  parseLimit,
} from '../../kernel/limits.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { LimitLeases } from './leases.ts';
import type { LimitInForce, Limits } from './limits.ts';
import { findSubject, type LimitSubject, readOverrides, writeOverride } from './override-store.ts';
import type { InstallationLimitsPatch } from './schemas.ts';
import { clockSlackMs, readUse, type StoredUse } from './store.ts';

/** Which subject is meant; none: the installation itself. */
export interface SubjectQuery {
  readonly applicationId?: string;
  readonly orgId?: string;
  readonly userId?: string;
}

const subjectFields = { applicationId: 'application', orgId: 'organization', userId: 'user' } as const;
const labels = { application: 'Application', organization: 'Organization', user: 'User' } as const;

/** Limits as their owners see them, and as administrators set them (resources.md, "Limits"). */
export class LimitService {
  readonly #database: Database;
  readonly #limits: Limits;
  readonly #leases: LimitLeases;
  readonly #bus: Bus;

  constructor(options: { database: Database; limits: Limits; leases: LimitLeases; bus: Bus }) {
    this.#database = options.database;
    this.#limits = options.limits;
    this.#leases = options.leases;
    this.#bus = options.bus;
  }

  /** The limits of an application beside what it uses of them. */
  async ofApplication({ applicationRowId, applicationId }: ApplicationRef) {
    const db = this.#database.kysely;
    const inForce = await this.#limits.of(applicationRowId);
    const amounts = await this.#limits.readAmounts(db, applicationRowId);
    const uses = await readUse(db, applicationRowId);
    const idle = (name: LimitName) => this.#leases.idle(applicationRowId, name);
    return {
      applicationId,
      items: limitNames.map((name) => ({
        name,
        kind: definitions[name].kind,
        unit: definitions[name].unit,
        ...describe(name, inForce[name], { amounts, use: uses.get(name), idle: idle(name) }),
      })),
      _type: 'applicationLimits',
      _links: { self: { href: `/applications/${applicationId}/limits` } },
    };
  }

  /** What the settings say and, of a subject, what is set for it. @throws AppError NotFound */
  async read(query: SubjectQuery) {
    const subject = await this.#findSubject(query);
    const overrides = subject ? await readOverrides(this.#database.kysely, subject) : new Map<string, string>();
    const { settings } = this.#limits;
    return {
      ...query,
      ...(subject ? { subjectName: subject.name } : {}),
      items: limitNames.map((name) => {
        const { kind, unit, setting } = definitions[name];
        const value = overrides.get(name);
        const usual = formatLimit(settings[name]);
        return { name, kind, unit, setting, usual, ...(value === undefined ? {} : { value }) };
      }),
      _type: 'installationLimits',
      _links: { self: { href: '/limits' } },
    };
  }

  /** Sets limits of a subject, all that are given or none; null takes one back. */
  async patch(body: InstallationLimitsPatch, change: Change) {
    const { limits, ...query } = body;
    const values = Object.entries(limits).map(([name, value]) => ({
      name,
      value: readValue(name as LimitName, value),
    }));
    const subject = await this.#findSubject(query);
    if (!subject) throw invalid('applicationId', 'or orgId or userId is required');
    await inTransaction(this.#database, async (tx) => {
      for (const override of values) await writeOverride(tx, subject, override);
      const { type, id, name, owner } = subject;
      await change.record(tx, { owner, target: { type: labels[type], id, name } });
      this.#bus.announce(tx, 'limits.changed', {});
    });
    return this.read(query);
  }

  async #findSubject(query: SubjectQuery): Promise<LimitSubject | undefined> {
    const fields = (Object.keys(subjectFields) as (keyof SubjectQuery)[]).filter((field) => query[field] !== undefined);
    const [field, other] = fields;
    if (field === undefined) return undefined;
    if (other !== undefined) throw invalid(other, `must not be given together with ${field}`);
    const type = subjectFields[field];
    const subject = await findSubject(this.#database.kysely, { type, id: (query[field] as string).toLowerCase() });
    if (!subject) throw notFound(labels[type]);
    return subject;
  }
}

function readValue(name: LimitName, value: number | string | null): string | null {
  if (value === null) return null;
  const limit = parseLimit(name, String(value));
  if (limit === undefined) throw invalid(`limits.${name}`, `must be ${allowedLimit(name)}, or null for the usual one`);
  return formatLimit(limit);
}

/** A limit beside what is used of it. A rate is used up and comes back evenly; of each device there is nothing to sum up. */
function describe(
  name: LimitName,
  { limit, source }: LimitInForce,
  { amounts, use, idle }: { amounts: ReadonlyMap<LimitName, number>; use: StoredUse | undefined; idle: number },
) {
  const { kind } = definitions[name];
  const total = kind === 'amount' ? (amounts.get(name) ?? 0) : undefined;
  if (limit === null) return { limit, source, ...(total === undefined ? {} : { used: total }) };
  const windowSeconds = limit.windowMs === 0 ? {} : { windowSeconds: limit.windowMs / 1000 };
  const base = { limit: limit.count, source, ...windowSeconds };
  if (kind === 'device') return base;
  const { used = 0, msLeftOfDay = 0, msUntilFull: storedMs = 0 } = use ?? {};
  const msUntilFull = storedMs > limit.windowMs + clockSlackMs ? 0 : storedMs;
  const rateUsed = limit.windowMs === 0 ? 0 : Math.ceil((msUntilFull / limit.windowMs) * limit.count);
  const present = total ?? Math.max(0, (kind === 'day' ? used : Math.min(limit.count, rateUsed)) - idle);
  const resetMs = kind === 'day' ? msLeftOfDay : msUntilFull;
  return {
    ...base,
    used: present,
    remaining: Math.max(0, limit.count - present),
    ...(kind === 'amount' || present === 0 ? {} : { resetSeconds: Math.ceil(resetMs / 1000) }),
  };
}
