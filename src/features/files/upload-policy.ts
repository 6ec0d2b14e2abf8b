import { createHmac } from 'node:crypto';
import { AppError, invalid } from '../../kernel/errors.ts';
import { equalSecrets } from '../../platform/secrets/hashes.ts';

/** How long an upload may begin after it was announced. */
export const uploadLifeMs = 15 * 60_000;

/** The bucket that clients are told of: there is none, but their code asks for its name. */
const bucket = 'files';
const algorithm = 'SB-HMAC-SHA256';

/** An upload that may be made. */
export interface UploadGrant {
  readonly uploadId: string;
  /** `<applicationId>/<path>`. */
  readonly key: string;
  readonly contentType: string;
  /** Bytes that the content must have; null: any number that is allowed. */
  readonly size: number | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** The fields of a form that makes the upload, named as those of S3's browser uploads (resources.md, "Files"). */
export function signUpload(grant: UploadGrant, secret: string): Record<string, string> {
  const { uploadId, key, contentType, size, expiresAt } = grant;
  const date = `${new Date(expiresAt - uploadLifeMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const named = {
    key,
    bucket,
    'Content-Type': contentType,
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${uploadId}/${date.slice(0, 8)}/files`,
    'X-Amz-Date': date,
  };
  const conditions: unknown[] = Object.entries(named).map(([name, value]) => ({ [name]: value }));
  if (size !== null) conditions.push(['content-length-range', size, size]);
  const policy = JSON.stringify({ expiration: new Date(expiresAt).toISOString(), conditions });
  const encoded = Buffer.from(policy).toString('base64');
  return { ...named, Policy: encoded, 'X-Amz-Signature': sign(encoded, secret) };
}

/**
 * The id of the upload that a form asks for. The upload itself says what its other fields must be: see `checkFields`.
 *
 * @throws AppError Forbidden when the signature is not ours, Validation when a field is missing
 */
export function readUploadId(fields: ReadonlyMap<string, string>, secret: string): string {
  const sent = lowerNames(fields);
  const policy = sent.get('policy') ?? '';
  const signature = sent.get('x-amz-signature') ?? '';
  if (policy === '') throw invalid('Policy', 'is required, and must stand before the file');
  if (!equalSecrets(Buffer.from(signature), Buffer.from(sign(policy, secret)))) {
    throw new AppError('Forbidden', 'The signature of the upload is not valid');
  }
  const id = sent.get('x-amz-credential')?.split('/', 1)[0] ?? '';
  if (id === '') throw invalid('X-Amz-Credential', 'is required, and must stand before the file');
  return id;
}

/**
 * Compares the fields of a form with those that were given out; `bucket` may be left out.
 *
 * @throws AppError Forbidden naming the field that differs
 */
export function checkFields(fields: ReadonlyMap<string, string>, grant: UploadGrant, secret: string): void {
  const sent = lowerNames(fields);
  for (const [name, value] of Object.entries(signUpload(grant, secret))) {
    const found = sent.get(name.toLowerCase());
    if (found === undefined && name === 'bucket') continue;
    if (found !== value) throw new AppError('Forbidden', `${name} is not as it was given out for this upload`);
  }
}

function lowerNames(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...fields].map(([name, value]) => [name.toLowerCase(), value]));
}

function sign(policy: string, secret: string): string {
  return createHmac('sha256', secret).update(policy).digest('hex');
}
