import type { Action } from '../../kernel/actions.ts';
import type { ApplicationRef, OrganizationRef, OwnerRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Queryable } from '../database/database.ts';

/** What a change was made to, beside the application or organization that the path names. */
export interface AuditTarget {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** One change, as it is recorded: who, what, when and from where. */
export interface AuditEntry {
  readonly action: Action;
  /** Who changed it; a person who has no token yet (accepting an invitation) is named by the feature. */
  readonly actor: Principal | { readonly kind: 'person'; readonly userId: string };
  readonly application: ApplicationRef | undefined;
  readonly organization: OrganizationRef | undefined;
  /** In whose record it appears, where the path does not say. */
  readonly owner: OwnerRef | undefined;
  readonly target: AuditTarget | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** As the caller sent it, but for the fields that the route's schema marks as secret. */
  readonly body: unknown;
  readonly address: string;
  readonly requestId: string;
}

/** Where changes are recorded. */
export interface AuditTrail {
  /** Writes the entry on the transaction of the change, so that there is never one without the other. */
  write(tx: Queryable, entry: AuditEntry): Promise<void>;
}

/** What the record says of a change beyond its request. */
export interface RecordOptions {
  readonly target?: AuditTarget;
  /** Overrides whose record it belongs to. */
  readonly owner?: OwnerRef;
  readonly actor?: AuditEntry['actor'];
  /** Stands for a body that is not recorded itself, such as a file. */
  readonly body?: unknown;
}

/** The change that a request makes. Whatever changes something calls `record` in the transaction of the change. */
export interface Change {
  record(tx: Queryable, options?: RecordOptions): Promise<void>;
}

/** The change of one request, which remembers whether it has been recorded. */
export class RequestChange implements Change {
  readonly #trail: AuditTrail;
  readonly #describe: () => Omit<AuditEntry, 'target' | 'owner'>;
  #recorded = false;

  /** @param options.describe called only when there is something to record: most requests change nothing */
  constructor(options: { trail: AuditTrail; describe: () => Omit<AuditEntry, 'target' | 'owner'> }) {
    this.#trail = options.trail;
    this.#describe = options.describe;
  }

  get recorded(): boolean {
    return this.#recorded;
  }

  async record(tx: Queryable, options: RecordOptions = {}): Promise<void> {
    const entry = this.#describe();
    const { target, owner, actor = entry.actor, body = entry.body } = options;
    await this.#trail.write(tx, { ...entry, actor, target, owner, body });
    this.#recorded = true;
  }
}
