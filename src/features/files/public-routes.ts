import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, notFound } from '../../kernel/errors.ts';
import { isId, normalizeId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database/database.ts';
import { runInLane } from '../../platform/database/lane.ts';
import { judgeRequest } from '../../platform/http/conditional-request.ts';
import { registerForm } from '../../platform/http/form-route.ts';
import { receiveForm } from '../../platform/http/multipart.ts';
import { laneOfSender } from '../../platform/http/sender-lane.ts';
import type { FileContents } from './contents.ts';
import { isPassive } from './media-type.ts';
import { decodePath } from './paths.ts';
import { type FileRow, findPublic } from './store.ts';
import type { Uploads } from './uploads.ts';

/**
 * For contents on the host of the API and the console: whoever follows a link to one gets a page without scripts, forms or
 * an origin.
 */
const sandbox =
  "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
/** Says nothing about what a page may do; without it the server's own policy for answers would apply. */
const ownHost = 'frame-ancestors *';

/** What a page can load to run it. */
const runnable: ReadonlySet<unknown> = new Set(
  'script worker sharedworker serviceworker audioworklet paintworklet xslt manifest embed object'.split(' '),
);

/**
 * What needs no token: the contents of files for everybody, and uploads, which their signature allows.
 *
 * @param options.isOwnHost whether a request was sent to the host that is for files alone
 */
export function registerPublicFileRoutes(
  server: FastifyInstance,
  options: {
    database: Database;
    contents: FileContents;
    uploads: Uploads;
    isOwnHost: (request: FastifyRequest) => boolean;
  },
): void {
  const { database, contents, uploads, isOwnHost } = options;

  registerForm(server, {
    method: 'POST',
    url: '/files/upload',
    config: { takesLongBody: true },
    schema: { hide: true },
    handler: async (request, reply) => {
      const md5 = await receiveForm(request, { field: 'file', limit: uploads.limit }, (form) => uploads.receive(form));
      return reply
        .code(204)
        .headers({ etag: `"${md5}"`, 'access-control-expose-headers': 'ETag, X-Request-Id' })
        .send();
    },
  });

  server.route<{ Params: { applicationId: string; '*': string } }>({
    // A file is what was uploaded, byte for byte: its ranges and its ETag count those.
    compress: false,
    method: ['GET', 'HEAD'],
    url: '/files/:applicationId/*',
    schema: { hide: true },
    handler: async (request, reply) => {
      const file = await runInLane(laneOfSender(request), () => findRequested(database, request));
      if (!file) throw notFound('File');
      const isolated = isOwnHost(request);
      if (!isolated) refuseToRun(request);
      return send(request, reply, { file, contents, isolated });
    },
  });
}

async function findRequested(database: Database, request: FastifyRequest): Promise<FileRow | undefined> {
  // As it was sent: an escaped slash is no part of a name.
  const [, , applicationId = '', ...steps] = (request.url.split('?', 1)[0] ?? '').split('/');
  const place = decodePath(steps.join('/'));
  if (!isId(applicationId) || !place) return undefined;
  return findPublic(database.kysely, normalizeId(applicationId), place);
}

/** The policies of the console and the reference page let them load what is on their own host. */
function refuseToRun({ headers }: FastifyRequest): void {
  if (headers['sec-fetch-site'] === 'same-origin' && runnable.has(headers['sec-fetch-dest'])) {
    throw new AppError(
      'Forbidden',
      'Files are not run on the host of the API; SIGNALBOX_FILES_URL can give them their own',
    );
  }
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, contents, isolated }: { file: FileRow; contents: FileContents; isolated: boolean },
): Promise<FastifyReply> {
  const modifiedAt = (file.content_at ?? file.updated_at).getTime();
  const etag = `"${file.md5}"`;
  reply.headers({
    'accept-ranges': 'bytes',
    'access-control-expose-headers': 'ETag, Content-Length, Content-Range, Accept-Ranges, X-Request-Id',
    'cache-control': 'public, no-cache',
    'content-security-policy': isolated ? ownHost : sandbox,
    'cross-origin-resource-policy': 'cross-origin',
    etag,
    'last-modified': new Date(modifiedAt).toUTCString(),
  });
  // Only a GET has a part of the content (RFC 9110, 14.2).
  const headers = request.method === 'HEAD' ? { ...request.headers, range: undefined } : request.headers;
  const verdict = judgeRequest(headers, { etag, modifiedAt, bytes: file.size });
  if (verdict.status === 304) return reply.code(304).send();
  if (verdict.status === 412) throw new AppError('PreconditionFailed', 'A precondition of the request does not hold');
  if (verdict.status === 416) {
    reply.header('content-range', `bytes */${file.size}`);
    throw new AppError('RangeNotSatisfiable', 'The Range begins beyond the end of the file');
  }
  const range = verdict.status === 206 ? verdict.range : undefined;
  reply.code(verdict.status).header('content-type', file.content_type);
  if (range) reply.header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
  if (!isolated && !isPassive(file.content_type)) reply.header('content-disposition', attachment(file.name));
  reply.header('content-length', range ? range.end - range.start + 1 : file.size);
  if (request.method === 'HEAD') return reply.send();
  return reply.send(Readable.from(await contents.read(file.file_row_id, range), { objectMode: false }));
}

/** RFC 6266: the name in ASCII for old clients, and as it is. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
