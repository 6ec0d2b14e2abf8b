import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';

const version = 'v1';

/**
 * Encrypts small secrets at rest with AES-256-GCM under a key derived from `SIGNALBOX_SECRET_KEY`.
 * The text form is `v1:<key id>:<nonce>:<tag>:<ciphertext>`; the key id tells which secret key sealed it.
 */
export class SecretBox {
  readonly #key: Buffer;
  readonly #keyId: string;
  /** Present and former keys by their ids. */
  readonly #keys: ReadonlyMap<string, Buffer>;

  /** @param options.previousKeys secret keys of earlier times, which still open what they sealed */
  constructor(options: { secretKey: string; previousKeys?: readonly string[] | undefined }) {
    this.#key = deriveKey(options.secretKey);
    this.#keyId = idOf(this.#key);
    const keys = [...(options.previousKeys ?? []).map(deriveKey), this.#key];
    this.#keys = new Map(keys.map((key) => [idOf(key), key]));
  }

  /** Whether a sealed text was made with a former key and should be sealed again. */
  isOutdated(sealed: string): boolean {
    return sealed.split(':')[1] !== this.#keyId;
  }

  seal(plain: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
    return [version, this.#keyId, ...parts].join(':');
  }

  /** @throws AppError Unavailable when the text was sealed under another secret key, or has been altered. */
  open(sealed: string): string {
    const [form, keyId, nonce, tag, text] = sealed.split(':');
    if (form !== version || !nonce || !tag || text === undefined) throw new Error('not a sealed secret');
    const key = this.#keys.get(keyId ?? '');
    if (!key) {
      throw new AppError('Unavailable', 'A stored credential was encrypted with another SIGNALBOX_SECRET_KEY');
    }
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return decipher.update(Buffer.from(text, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
  }

  /** A secret that can be made again at any time from the same secret key, for the server's own use. */
  derive(purpose: string): string {
    return createHmac('sha256', this.#key).update(purpose).digest('base64url');
  }
}

function deriveKey(secretKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, 'signalbox', 'secret-box', 32));
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
