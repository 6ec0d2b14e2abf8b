import { join } from 'node:path';
import type { Config } from '../config.ts';
import { LazyStore } from './lazy-store.ts';
import { LocalStore } from './local-store.ts';
import type { ObjectStore } from './object-store.ts';
import { S3Store } from './s3-store.ts';

/** Opens where the contents of files are kept: the bucket of SIGNALBOX_FILE_STORE, or a folder. */
export async function openFileStore(config: Config): Promise<ObjectStore> {
  const { fileStore } = config;
  if (!fileStore) return openFolder(config, 'files');
  return S3Store.open({
    bucket: fileStore.bucket,
    region: config.fileStoreRegion,
    accessKeyId: config.fileStoreAccessKeyId ?? '',
    secretAccessKey: config.fileStoreSecretAccessKey ?? '',
    ...(config.fileStoreEndpoint === undefined ? {} : { endpoint: config.fileStoreEndpoint }),
  });
}

/**
 * Where exports wait to be fetched, from any node: a folder, which several nodes have in common, or where they have none the
 * bucket of the files.
 */
export function makeExportStore(config: Config): ObjectStore {
  const { fileStore, redisUrl, sharedDir } = config;
  if (redisUrl !== undefined && sharedDir === undefined && fileStore) {
    return new LazyStore({ open: () => openFileStore(config), prefix: `${fileStore.prefix}exports/` });
  }
  return openFolder(config, 'exports');
}

/** Private: what one application keeps is no business of the machine's other users. */
function openFolder({ dataDir, sharedDir }: Config, name: string): ObjectStore {
  return new LocalStore({ folder: join(sharedDir ?? dataDir, name), isPrivate: true });
}
