import { AppError, invalid } from '../../kernel/errors.ts';
import { AzureStore, type AzureTarget, checkAzureTarget } from './azure-store.ts';
import { isAllowedEndpoint } from './endpoint-policy.ts';
import { checkGcsTarget, type GcsTarget } from './gcs-client.ts';
import { GcsStore } from './gcs-store.ts';
import { LocalStore } from './local-store.ts';
import type { ObjectStore } from './object-store.ts';
import { checkS3Target, type S3Target } from './s3-client.ts';
import { S3Store } from './s3-store.ts';

/** Where objects go, with its secrets in clear. Exactly one of the kinds. */
export type StoreTarget =
  | { readonly s3: S3Target }
  | { readonly gcs: GcsTarget }
  | { readonly azure: AzureTarget }
  | { readonly local: object };

/** What the operator allows; asked again at every use, because it may have changed since the target was configured. */
export interface StorePolicy {
  readonly archiveDir?: string | undefined;
  /** Hosts that a target of any kind may name as its endpoint. */
  readonly s3Hosts: readonly string[];
}

/**
 * Refuses a target that could not be used, or whose names would lead elsewhere.
 *
 * @param path what stands before the target in the messages, such as `archiveConfig.`
 * @throws AppError Validation
 */
export function checkStoreTarget(target: StoreTarget, path = ''): void {
  if ('s3' in target) checkS3Target(target.s3, `${path}s3`);
  else if ('gcs' in target) checkGcsTarget(target.gcs, `${path}gcs`);
  else if ('azure' in target) checkAzureTarget(target.azure, `${path}azure`);
}

/** @throws AppError Validation when the operator does not allow the target (any more) */
export async function openObjectStore(target: StoreTarget, policy: StorePolicy): Promise<ObjectStore> {
  if ('local' in target) {
    if (policy.archiveDir === undefined) {
      throw new AppError('Validation', 'archives to a local folder are not allowed: SIGNALBOX_ARCHIVE_DIR is not set');
    }
    return new LocalStore({ folder: policy.archiveDir });
  }
  const [kind, remote] = Object.entries(target)[0] as ['s3' | 'gcs' | 'azure', { endpoint?: string }];
  if (remote.endpoint !== undefined && !isAllowedEndpoint(remote.endpoint, policy.s3Hosts)) {
    throw invalid(`${kind}.endpoint`, 'is not one of the hosts in SIGNALBOX_ARCHIVE_S3_HOSTS');
  }
  return openUnchecked(target);
}

/** As `openObjectStore`, for those who may reach whatever the machine reaches: its operator, at the command line. */
export async function openUnchecked(target: Exclude<StoreTarget, { local: object }>): Promise<ObjectStore> {
  if ('s3' in target) return S3Store.open(target.s3);
  if ('gcs' in target) return GcsStore.open(target.gcs);
  return AzureStore.open(target.azure);
}
