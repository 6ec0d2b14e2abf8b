import { networkOf } from '../../kernel/client-address.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import { verifyPassword } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { hasLoggedInFrom } from '../access/index.ts';
import type { LoginAttempt, LoginThrottle } from './login-throttle.ts';
import { findUserByEmail, takeTwoFactorStep, type UserRow } from './store.ts';
import { matchTwoFactorCode } from './two-factor.ts';

/** What somebody says to prove who they are. */
export interface Claim {
  readonly email: string;
  readonly password: string;
  readonly twoFactorCode?: string;
}

/** Checks e-mail, password and code, wherever they are asked for; every check is throttled. */
export class CredentialCheck {
  readonly #database: Database;
  readonly #throttle: LoginThrottle;
  readonly #secrets: SecretBox;
  readonly #now: () => number;

  constructor(options: { database: Database; throttle: LoginThrottle; secrets: SecretBox; now: () => number }) {
    this.#database = options.database;
    this.#throttle = options.throttle;
    this.#secrets = options.secrets;
    this.#now = options.now;
  }

  /**
   * The user whose credentials these are.
   *
   * @param address where the caller is
   * @param onLimit told what the throttle still allows, before anything is checked
   * @throws AppError Unauthorized with the same words and after the same work for an unknown e-mail and a wrong
   *   password; Throttled after too many failures
   */
  async verify(
    claim: Claim,
    address: string,
    onLimit: (limit: LoginAttempt['limit']) => void = () => undefined,
  ): Promise<UserRow> {
    const db = this.#database.kysely;
    const user = await findUserByEmail(db, claim.email);
    const attempt = await this.#throttle.begin(claim.email, address, async () =>
      user ? hasLoggedInFrom(db, user.user_row_id, networkOf(address), new Date(this.#now())) : false,
    );
    onLimit(attempt.limit);
    const matches = await verifyPassword(user?.password_hash, claim.password);
    if (!user || !matches) throw new AppError('Unauthorized', 'The e-mail or the password is wrong');
    if (user.two_factor_key !== null) await this.#verifyCode(user, user.two_factor_key, claim.twoFactorCode);
    attempt.succeed();
    return user;
  }

  async #verifyCode(user: UserRow, sealedKey: string, code: string | undefined): Promise<void> {
    if (!code) throw new AppError('Unauthorized', 'twoFactorCode is required: two-factor authentication is on');
    const step = matchTwoFactorCode({
      key: this.#secrets.open(sealedKey),
      code,
      now: this.#now(),
      usedStep: user.two_factor_step,
    });
    if (step === undefined || !(await takeTwoFactorStep(this.#database.kysely, user.user_row_id, step))) {
      throw new AppError('Unauthorized', 'twoFactorCode is wrong, out of date or already used');
    }
  }
}
