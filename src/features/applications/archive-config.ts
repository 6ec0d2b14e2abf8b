import { AppError, invalid } from '../../kernel/errors.ts';
import { isAllowedEndpoint } from '../../platform/objects/endpoint-policy.ts';
import { checkObjectKey } from '../../platform/objects/object-key.ts';
import { checkStoreTarget, type StorePolicy, type StoreTarget } from '../../platform/objects/open-store.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { hideSecrets, openSecrets, resealSecrets, sealSecrets } from '../../platform/secrets/stored-secrets.ts';
import { type ArchiveConfig, archiveConfig } from './schemas.ts';

/** Targets that are reached over the network, where the operator has a say. */
const remoteKinds = ['s3', 'gcs', 'azure'] as const;

/** What the operator allows archives to reach. */
export type ArchivePolicy = StorePolicy;

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
  const kinds = [...remoteKinds, 'local' as const].filter((kind) => config[kind] !== undefined);
  if (kinds.length !== 1) throw invalid('archiveConfig', 'must name exactly one target: s3, gcs, azure or local');
  checkDirectory(config.directory ?? '');
  if (config.local && policy.archiveDir === undefined) {
    throw invalid('archiveConfig.local', 'is not allowed: the operator has not set SIGNALBOX_ARCHIVE_DIR');
  }
  const kind = remoteKinds.find((each) => config[each] !== undefined);
  const endpoint = kind && config[kind]?.endpoint;
  if (endpoint !== undefined && !isAllowedEndpoint(endpoint, policy.s3Hosts)) {
    throw invalid(`archiveConfig.${kind}.endpoint`, 'must be one of the hosts in SIGNALBOX_ARCHIVE_S3_HOSTS');
  }
  const sealed = sealSecrets(config, stored, { schema: archiveConfig, path: 'archiveConfig', secrets });
  checkStoreTarget(toStoreTarget(openArchiveConfig(sealed, secrets)), 'archiveConfig.');
  return sealed;
}

/** As long as what stands in a key behind the directory: the day, and the name of a device's object in the longest format. */
const restOfKey = `${new Date(0).toISOString()}/${'0'.repeat(96)}`;

/** Refuses a directory under which no object could be stored, now rather than in the night. */
function checkDirectory(directory: string): void {
  if (/(^|\/)\.\.?(\/|$)|\\/.test(directory)) {
    throw invalid('archiveConfig.directory', 'must not contain ".", ".." or a backslash as a step');
  }
  try {
    // Slashes too many are left out of keys.
    checkObjectKey([...directory.split('/').filter((step) => step !== ''), restOfKey].join('/'));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw invalid('archiveConfig.directory', `makes keys that no target takes: a ${error.message}`);
  }
}

/** The configuration with its secret under the present key, or undefined when it is already. */
export function resealArchiveConfig(stored: ArchiveConfig, secrets: SecretBox): ArchiveConfig | undefined {
  return resealSecrets(stored, archiveConfig, secrets);
}

/** The configuration as it may be shown: without its secret. */
export function hideArchiveSecrets(stored: ArchiveConfig): ArchiveConfig {
  return hideSecrets(stored, archiveConfig);
}

/** The configuration as the archive needs it: with its secret in clear. Never return, log or store what this returns. */
export function openArchiveConfig(stored: ArchiveConfig, secrets: SecretBox): ArchiveConfig {
  return openSecrets(stored, archiveConfig, secrets);
}

/** Where a configuration that has been opened archives to. */
export function toStoreTarget({ s3, gcs, azure }: ArchiveConfig): StoreTarget {
  if (s3) return { s3 };
  if (gcs) return { gcs };
  return azure ? { azure } : { local: {} };
}
