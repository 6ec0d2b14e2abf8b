import { actingFlowOf, type Principal } from '../../kernel/principal.ts';
import { encodePath } from './paths.ts';
import type { FileAnswer } from './schemas.ts';
import type { FileRow } from './store.ts';

/** Who made a file (resources.md, "Rules for all"). */
export interface Author {
  readonly type: 'user' | 'apiToken' | 'device' | 'flow';
  readonly id: string;
}

/** The author that a caller is. */
export function authorOf(principal: Principal): Author {
  if (principal.kind === 'device') return { type: 'device', id: principal.deviceId };
  const flow = actingFlowOf(principal);
  if (flow) return { type: 'flow', id: flow.flowId };
  if (principal.kind === 'user' && principal.via === 'user') return { type: 'user', id: principal.userId };
  return { type: 'apiToken', id: principal.tokenId };
}

/** Who made a file, or has moved it last; undefined: the server itself. */
export function readAuthor({ author_type: type, author_id: id }: FileRow): Author | undefined {
  return type === null || id === null ? undefined : { type: type as Author['type'], id };
}

/** Where anybody may fetch a file. @param filesUrl the public base of files, without a slash at its end */
export function urlOf(row: FileRow, applicationId: string, filesUrl: string): string {
  return `${filesUrl}/${applicationId}/${encodePath({ parentDirectory: row.parent_directory, name: row.name })}`;
}

export function toFile(row: FileRow, { applicationId, filesUrl }: { applicationId: string; filesUrl: string }) {
  const { id } = row;
  return {
    id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    ...(row.author_type === null ? {} : { authorType: row.author_type as Author['type'] }),
    ...(row.author_id === null ? {} : { authorId: row.author_id }),
    status: row.status,
    name: row.name,
    parentDirectory: row.parent_directory,
    type: row.type,
    ...(row.type === 'directory' ? {} : contentOf(row, urlOf(row, applicationId, filesUrl))),
    _type: 'file' as const,
    _links: { self: { href: `/applications/${applicationId}/file/${id}` } },
  } satisfies FileAnswer;
}

function contentOf(row: FileRow, url: string) {
  return {
    fileSize: row.size,
    ...(row.md5 === null ? {} : { s3etag: row.md5 }),
    contentType: row.content_type,
    ...(row.dimensions === null ? {} : { fileDimensions: row.dimensions }),
    url,
  };
}
