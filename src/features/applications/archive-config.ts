import { invalid } from '../../kernel/errors.ts';
import { isAllowedS3Endpoint } from '../../platform/objects/endpoint-policy.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { ArchiveConfig } from './schemas.ts';

/** What a stored secret is answered as; patching it back keeps the secret (semantics.md, application get). */
const placeholder = '********';

/** What the operator allows archives to reach. */
export interface ArchivePolicy {
  readonly archiveDir: string | undefined;
  readonly s3Hosts: readonly string[];
}

/**
 * The configuration as it is stored: checked against what the operator allows, its secret encrypted.
 *
 * @param stored what is stored now; a placeholder in `config` keeps its secret
 */
export function sealArchiveConfig(
  config: ArchiveConfig,
  stored: ArchiveConfig | null,
  options: { policy: ArchivePolicy; secrets: SecretBox },
): ArchiveConfig {
  const { policy, secrets } = options;
  if (Number(Boolean(config.s3)) + Number(Boolean(config.local)) !== 1) {
    throw invalid('archiveConfig', 'must name exactly one target: s3 or local');
  }
  if (config.directory !== undefined && /(^|\/)\.\.?(\/|$)|[\0\\]/.test(config.directory)) {
    throw invalid('archiveConfig.directory', 'must not contain ".", ".." or a backslash as a step');
  }
  if (config.local && policy.archiveDir === undefined) {
    throw invalid('archiveConfig.local', 'is not allowed: the operator has not set SIGNALBOX_ARCHIVE_DIR');
  }
  if (!config.s3) return config;
  const { endpoint, secretAccessKey } = config.s3;
  if (endpoint !== undefined && !isAllowedS3Endpoint(endpoint, [...policy.s3Hosts])) {
    throw invalid('archiveConfig.s3.endpoint', 'must be one of the hosts in SIGNALBOX_ARCHIVE_S3_HOSTS');
  }
  if (secretAccessKey !== placeholder) {
    return { ...config, s3: { ...config.s3, secretAccessKey: secrets.seal(secretAccessKey) } };
  }
  if (!stored?.s3) throw invalid('archiveConfig.s3.secretAccessKey', 'is a placeholder, but no secret is stored');
  // A kept secret must only ever go where its owner sent it: otherwise whoever may patch could have it delivered.
  if (stored.s3.endpoint !== endpoint || stored.s3.accessKeyId !== config.s3.accessKeyId) {
    throw invalid('archiveConfig.s3.secretAccessKey', 'must be given again when the endpoint or accessKeyId changes');
  }
  return { ...config, s3: { ...config.s3, secretAccessKey: stored.s3.secretAccessKey } };
}

/** The configuration with its secret under the present key, or undefined when it is already. */
export function resealArchiveConfig(stored: ArchiveConfig, secrets: SecretBox): ArchiveConfig | undefined {
  const secret = stored.s3?.secretAccessKey;
  if (!stored.s3 || secret === undefined || !secrets.isOutdated(secret)) return undefined;
  return { ...stored, s3: { ...stored.s3, secretAccessKey: secrets.seal(secrets.open(secret)) } };
}

/** The configuration as it may be shown: without its secret. */
export function hideSecrets(stored: ArchiveConfig): ArchiveConfig {
  return stored.s3 ? { ...stored, s3: { ...stored.s3, secretAccessKey: placeholder } } : stored;
}

/** The configuration as the archive needs it: with its secret in clear. Never answer, log or store what this returns. */
export function openArchiveConfig(stored: ArchiveConfig, secrets: SecretBox): ArchiveConfig {
  return stored.s3
    ? { ...stored, s3: { ...stored.s3, secretAccessKey: secrets.open(stored.s3.secretAccessKey) } }
    : stored;
}
