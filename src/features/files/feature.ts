import type { FastifyRequest } from 'fastify';
import { defineFeature } from '../../platform/feature.ts';
import { matchHost } from '../../platform/http/host-rewrite.ts';
import { openFileStore } from '../../platform/objects/server-stores.ts';
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
      openStore: () => openFileStore(config),
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
          finishDeletion: (application, id, options) => files.finishDeletion(application, id, options),
        }),
      cleanup: (signal) => contents.sweep(signal),
      stop: () => contents.close(),
    };
  },
});
