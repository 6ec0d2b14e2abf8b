import type { FastifyRequest } from 'fastify';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { receiveForm } from '../../platform/http/multipart.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { file, fileForm, filePatch, filePost, files, filesQuery, fileWithUpload, moveQuery } from './schemas.ts';
import type { FileService } from './service.ts';
import type { Uploads } from './uploads.ts';

/** Files of an application. Their contents come and go by other routes: see `public-routes.ts`. */
export function registerFileRoutes(
  router: ActionRouter,
  options: { files: FileService; uploads: Uploads; filesUrlFor: (request: FastifyRequest) => string },
): void {
  const { files: service, uploads, filesUrlFor } = options;

  router.handle('files.get', {
    summary: 'The files and directories of an application, at every depth or of one directory.',
    query: filesQuery,
    answer: files,
    handle: async (call) => service.list(call.application, call.query, filesUrlFor(call.request)),
  });

  router.handle('files.post', {
    summary: 'Create a directory, or a file, whose content is then sent to the URL of the answer.',
    body: filePost,
    answer: fileWithUpload,
    handle: async (call) =>
      service.create(call.application, call.principal, call.body, {
        change: call.change,
        filesUrl: filesUrlFor(call.request),
      }),
  });

  router.handle('file.get', {
    summary: 'One file or directory.',
    answer: file,
    handle: async (call) => service.get(call.application, call.parameters.fileId, filesUrlFor(call.request)),
  });

  router.handle('file.patch', {
    summary: 'Announce another content for a file; the present one stays until that has come.',
    body: filePatch,
    answer: fileWithUpload,
    handle: async (call) =>
      uploads.announce(
        call.application,
        call.principal,
        { id: call.parameters.fileId, body: call.body },
        { change: call.change, filesUrl: filesUrlFor(call.request) },
      ),
  });

  router.handle('file.upload', {
    summary: 'Send the content of a file in one step, as the part "file" of a form.',
    body: fileForm,
    form: true,
    answer: file,
    handle: async (call) =>
      receiveForm(call.request, { field: 'file', limit: uploads.limit }, (form) =>
        uploads.upload(call.application, call.parameters.fileId, form, {
          principal: call.principal,
          change: call.change,
          filesUrl: filesUrlFor(call.request),
        }),
      ),
  });

  router.handle('file.move', {
    summary: 'Move or rename a file, or a directory with everything in it.',
    query: moveQuery,
    answer: file,
    handle: async (call) =>
      service.move(
        call.application,
        call.principal,
        { id: call.parameters.fileId, query: call.query },
        { change: call.change, filesUrl: filesUrlFor(call.request) },
      ),
  });

  router.handle('file.delete', {
    summary: 'Delete a file, or a directory with everything in it.',
    answer: successAnswer,
    handle: async (call) => service.delete(call.application, call.principal, call.parameters.fileId, call.change),
  });
}
