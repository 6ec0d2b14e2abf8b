import { invalid } from '../../kernel/errors.ts';
import { isAllowedEndpoint } from '../../platform/objects/endpoint-policy.ts';
import { checkStoreTarget, type StorePolicy, type StoreTarget } from '../../platform/objects/open-store.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { ArchiveConfig } from './schemas.ts';

/** What a stored secret is answered as; patching it back keeps the secret (semantics.md, application get). */
const placeholder = '********';

/** The kinds of target that hold a secret: its field, and the fields that say to whom it goes. */
const secretTargets = {
  s3: { secret: 'secretAccessKey', recipient: ['endpoint', 'accessKeyId'] },
  gcs: { secret: 'keyJson', recipient: ['endpoint'] },
  azure: { secret: 'accountKey', recipient: ['endpoint', 'account'] },
} as const;
type SecretKind = keyof typeof secretTargets;
const secretKinds = Object.keys(secretTargets) as SecretKind[];

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
  const kinds = [...secretKinds, 'local' as const].filter((kind) => config[kind] !== undefined);
  if (kinds.length !== 1) throw invalid('archiveConfig', 'must name exactly one target: s3, gcs, azure or local');
  if (config.directory !== undefined && /(^|\/)\.\.?(\/|$)|[\0\\]/.test(config.directory)) {
    throw invalid('archiveConfig.directory', 'must not contain ".", ".." or a backslash as a step');
  }
  if (config.local && policy.archiveDir === undefined) {
    throw invalid('archiveConfig.local', 'is not allowed: the operator has not set SIGNALBOX_ARCHIVE_DIR');
  }
  const kind = secretKinds.find((each) => config[each] !== undefined);
  if (!kind) return config;
  const { endpoint } = readTarget(config, kind);
  if (endpoint !== undefined && !isAllowedEndpoint(endpoint, policy.s3Hosts)) {
    throw invalid(`archiveConfig.${kind}.endpoint`, 'must be one of the hosts in SIGNALBOX_ARCHIVE_S3_HOSTS');
  }
  const kept = keptSecret(config, stored, kind);
  if (kept !== undefined) {
    // Only the rest of the target can be wrong; the kept secret was checked when it came.
    const opened = withSecret(config, kind, secrets.open(kept));
    checkStoreTarget(toStoreTarget(opened), 'archiveConfig.');
    return withSecret(config, kind, kept);
  }
  checkStoreTarget(toStoreTarget(config), 'archiveConfig.');
  return withSecret(config, kind, secrets.seal(readSecret(config, kind)));
}

/** The configuration with its secret under the present key, or undefined when it is already. */
export function resealArchiveConfig(stored: ArchiveConfig, secrets: SecretBox): ArchiveConfig | undefined {
  const kind = secretKinds.find((each) => stored[each] !== undefined);
  if (!kind || !secrets.isOutdated(readSecret(stored, kind))) return undefined;
  return withSecret(stored, kind, secrets.seal(secrets.open(readSecret(stored, kind))));
}

/** The secret as it is stored; undefined when the target has none. */
export function sealedSecretOf(stored: ArchiveConfig): string | undefined {
  const kind = secretKinds.find((each) => stored[each] !== undefined);
  return kind && readSecret(stored, kind);
}

/** The configuration as it may be shown: without its secret. */
export function hideSecrets(stored: ArchiveConfig): ArchiveConfig {
  return secretKinds.reduce((shown, kind) => (shown[kind] ? withSecret(shown, kind, placeholder) : shown), stored);
}

/** The configuration as the archive needs it: with its secret in clear. Never answer, log or store what this returns. */
export function openArchiveConfig(stored: ArchiveConfig, secrets: SecretBox): ArchiveConfig {
  const kind = secretKinds.find((each) => stored[each] !== undefined);
  return kind ? withSecret(stored, kind, secrets.open(readSecret(stored, kind))) : stored;
}

/** Where a configuration that has been opened archives to. */
export function toStoreTarget({ s3, gcs, azure }: ArchiveConfig): StoreTarget {
  if (s3) return { s3 };
  if (gcs) return { gcs };
  return azure ? { azure } : { local: {} };
}

/** The stored secret that a placeholder keeps; undefined when the configuration brings one of its own. */
function keptSecret(config: ArchiveConfig, stored: ArchiveConfig | null, kind: SecretKind): string | undefined {
  if (readSecret(config, kind) !== placeholder) return undefined;
  const { secret, recipient } = secretTargets[kind];
  const field = `archiveConfig.${kind}.${secret}`;
  if (!stored?.[kind]) throw invalid(field, 'is a placeholder, but no secret is stored');
  // A kept secret must only ever go where its owner sent it: otherwise whoever may patch could have it delivered.
  const [wanted, known] = [readTarget(config, kind), readTarget(stored, kind)];
  if (recipient.some((each) => wanted[each] !== known[each])) {
    throw invalid(field, `must be given again when the ${recipient.join(' or ')} changes`);
  }
  return readSecret(stored, kind);
}

function readTarget(config: ArchiveConfig, kind: SecretKind): Readonly<Record<string, string | undefined>> {
  return config[kind] ?? {};
}

function readSecret(config: ArchiveConfig, kind: SecretKind): string {
  return readTarget(config, kind)[secretTargets[kind].secret] ?? '';
}

function withSecret(config: ArchiveConfig, kind: SecretKind, secret: string): ArchiveConfig {
  return { ...config, [kind]: { ...config[kind], [secretTargets[kind].secret]: secret } };
}
