import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import { refuseTakenEmail } from './service.ts';
import {
  findEmailChange,
  findUserByEmail,
  findUserByKey,
  replaceEmailChange,
  takeEmailChange,
  type UserRow,
  updateUser,
} from './store.ts';

/** How long the link in the mail works. */
const linkMs = 24 * 3_600_000;
/** Another mail is sent at the earliest after this time: nobody's mailbox is to be filled from here. */
const pauseMs = 60_000;

/**
 * Another e-mail for an account. An account is found by its e-mail wherever somebody is invited or logs in, so it must be
 * its owner's: a link that is mailed there proves it. Without a mail server only an administrator's word does.
 */
export class EmailChange {
  readonly #database: Database;
  readonly #mailer: Mailer;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: { database: Database; mailer: Mailer; bus: Bus; now: () => number }) {
    this.#database = options.database;
    this.#mailer = options.mailer;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  /** @throws AppError Forbidden when only an administrator can change an e-mail here and the user is none */
  checkAllowed(user: { administrator: boolean }): void {
    if (this.#mailer.isConfigured || user.administrator) return;
    throw new AppError(
      'Forbidden',
      'email is changed by an administrator of the installation: without a mail server there is no way to confirm it',
    );
  }

  /** Whether a change waits for a mailed link to be followed. */
  get needsConfirmation(): boolean {
    return this.#mailer.isConfigured;
  }

  /** The e-mail that waits for its confirmation. */
  async pending(userRowId: number): Promise<string | undefined> {
    const change = await findEmailChange(this.#database.kysely, userRowId);
    return change && change.expires_at.getTime() > this.#now() ? change.email : undefined;
  }

  /**
   * Mails the link to the new address; the e-mail changes when it is followed. The caller is told the same, after the
   * same work, whether or not the address belongs to an account already.
   */
  async request(user: UserRow, email: string, baseUrl: string): Promise<void> {
    const db = this.#database.kysely;
    const now = this.#now();
    const earlier = await findEmailChange(db, user.user_row_id);
    const waitMs = earlier ? earlier.created_at.getTime() + pauseMs - now : 0;
    if (waitMs > 0 && waitMs <= pauseMs) {
      const retryAfter = Math.ceil(waitMs / 1000);
      throw new AppError('Throttled', `A confirmation was mailed a moment ago; try again in ${retryAfter} s`, {
        retryAfter,
      });
    }
    const token = randomSecret();
    await replaceEmailChange(db, {
      user_row_id: user.user_row_id,
      email,
      token_hash: hashSecret(token),
      created_at: new Date(now),
      expires_at: new Date(now + linkMs),
    });
    const taken = (await findUserByEmail(db, email)) !== undefined;
    const text = taken
      ? 'Somebody has asked to use this address for another account on Signalbox. It belongs to your account, and stays so.\n'
      : `Use this address for your account on Signalbox, within 24 hours:\n${baseUrl}/confirm-email?token=${token}\n\nWhoever has not asked for this need not do anything.\n`;
    await this.#mailer.send({ to: email, subject: 'Your e-mail on Signalbox', text }).catch((error: unknown) => {
      throw new AppError('Unavailable', 'The mail to the new address could not be sent', { cause: error });
    });
  }

  /** Follows a mailed link; it works once. @throws AppError NotFound, Gone, or Conflict when the e-mail is taken by now */
  async confirm(token: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const wanted = await takeEmailChange(tx, hashSecret(token));
      const user = wanted && (await findUserByKey(tx, wanted.user_row_id));
      if (!wanted || !user) throw notFound('Confirmation');
      const now = new Date(this.#now());
      if (wanted.expires_at <= now) throw new AppError('Gone', 'The link has expired; ask for the change again');
      await updateUser(tx, user.user_row_id, { email: wanted.email, updated_at: now }).catch(refuseTakenEmail);
      const owner = { ownerType: 'user' as const, ownerId: user.id };
      await change.record(tx, { owner, actor: { kind: 'person', userId: user.id } });
      this.#bus.announce(tx, 'user.changed', { userId: user.id });
    });
    return { success: true };
  }
}

/** @throws AppError Validation when the current password is not given */
export function requirePassword(password: string | undefined): string {
  if (password === undefined) throw invalid('password', 'is required to change the email: the current one');
  return password;
}
