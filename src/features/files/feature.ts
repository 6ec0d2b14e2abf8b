import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config.ts';
import { defineFeature } from '../../platform/feature.ts';
import { matchHost } from '../../platform/http/host-rewrite.ts';
import { LocalStore } from '../../platform/objects/local-store.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { S3Store } from '../../platform/objects/s3-store.ts';
import { accessFeature } from '../access/index.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { fileBundleKind } from './bundle.ts';
import { FileContents } from './contents.ts';
import { FileAccess } from './file-access.ts';
import { FileChanges } from './file-changes.ts';
import { FileLines } from './file-lines.ts';
import { defineFileJobs } from './jobs.ts';
import { registerPublicFileRoutes } from './public-routes.ts';
import { fileResource } from './resource.ts';
import { registerFileRoutes } from './routes.ts';
import { FileService } from './service.ts';
import { FileSweep } from './sweep.ts';
import { Uploads } from './uploads.ts';

/** Files of applications, which anybody may fetch by their paths. */
export const filesFeature = defineFeature({
  name: 'files',
  needs: { access: accessFeature, applicationLog: applicationLogFeature, limits: limitsFeature },
  resources: [fileResource],
  create(
    { config, database, jobs, links, now, secrets },
    { access: { access }, applicationLog: { applicationLog }, limits: { limits } },
  ) {
    const maxBytes = config.maxFileSize * 1024 * 1024;
    const lines = new FileLines({ applicationLog });
    const contents = new FileContents({
      database,
      openStore: () => openStore(config),
      prefix: config.fileStore?.prefix ?? '',
      maxBytes,
      now,
    });
    const readSecret = () => secrets.derive('file-upload');
    const { filesUrl } = config;
    const changes = new FileChanges({ filesUrl: filesUrl ?? `${config.publicUrl ?? ''}/files` });
    const uploads = new Uploads({ database, contents, lines, changes, bearers: access, limits, readSecret, now });
    const sweep = new FileSweep({ database, contents, now });
    const files = new FileService({ database, jobs, uploads, lines, changes, maxBytes, now });
    const filesUrlFor = (request: FastifyRequest): string => filesUrl ?? `${links.of(request)}/files`;
    const isFilesHost = filesUrl === undefined ? () => false : matchHost(filesUrl);
    return {
      api: { files: new FileAccess({ database, contents, uploads, now }), changes, sweep },
      routes: (router) => {
        registerFileRoutes(router, { files, uploads, filesUrlFor });
        registerPublicFileRoutes(router.server, {
          database,
          contents,
          uploads,
          isOwnHost: ({ raw }) => isFilesHost(raw),
        });
      },
      bundleKinds: [fileBundleKind({ database, contents, uploads })],
      jobs: (all) =>
        defineFileJobs(all, {
          database,
          sweep,
          finishDeletion: (application, id, signal) => files.finishDeletion(application, id, signal),
        }),
      cleanup: (signal) => contents.sweep(signal),
      stop: () => contents.close(),
    };
  },
});

async function openStore(config: Config): Promise<ObjectStore> {
  // Private: what the files are is told by the server, not by the machine's file system.
  if (!config.fileStore) return new LocalStore({ folder: join(config.dataDir, 'files'), isPrivate: true });
  return S3Store.open({
    bucket: config.fileStore.bucket,
    region: config.fileStoreRegion,
    accessKeyId: config.fileStoreAccessKeyId ?? '',
    secretAccessKey: config.fileStoreSecretAccessKey ?? '',
    ...(config.fileStoreEndpoint === undefined ? {} : { endpoint: config.fileStoreEndpoint }),
  });
}
