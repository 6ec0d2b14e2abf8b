import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { maxNameLength } from './paths.ts';

const name = Type.String({ minLength: 1, maxLength: maxNameLength, ...normalized });
const parentDirectory = Type.String({ maxLength: 1024, ...normalized });
const fileSize = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Bytes.' });
const contentType = Type.String({ minLength: 1, maxLength: 1024 });
const side = Type.Optional(Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const fileDimensions = Type.Object({ width: side, height: side }, { additionalProperties: false });

/** What may be said of a content before it comes. */
const announced = {
  fileSize: Type.Optional(fileSize),
  contentType: Type.Optional(contentType),
  fileDimensions: Type.Optional(fileDimensions),
};

export const filePost = Type.Object(
  {
    name,
    parentDirectory: Type.Optional(parentDirectory),
    type: Type.Enum(['file', 'directory']),
    ...announced,
  },
  { additionalProperties: false, title: 'File Post' },
);
export type FilePost = Static<typeof filePost>;

/** No body at all announces a content of which nothing is known. */
export const filePatch = Type.Optional(Type.Object(announced, { additionalProperties: false, title: 'File Patch' }));
export type FilePatch = Static<typeof filePatch>;

/** For the API reference; the handler reads the form itself. */
export const fileForm = Type.Object({ file: Type.String({ format: 'binary' }) }, { title: 'File Upload' });

export const moveQuery = Type.Object({
  name: Type.Optional(Type.String({ maxLength: maxNameLength })),
  parentDirectory: Type.Optional(Type.String({ maxLength: 1024 })),
});
export type MoveQuery = Static<typeof moveQuery>;

export const filesQuery = Type.Object({
  ...pageQuery,
  type: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  directory: Type.Optional(Type.String({ maxLength: 1024, description: 'Only what is directly in this directory.' })),
});
export type FilesQuery = Static<typeof filesQuery>;

const fileFields = {
  id,
  applicationId: id,
  creationDate: dateTime,
  lastUpdated: dateTime,
  authorType: Type.Optional(Type.Enum(['flow', 'user', 'device', 'apiToken'])),
  authorId: Type.Optional(id),
  status: Type.Enum(['pending', 'completed']),
  name,
  parentDirectory,
  type: Type.Enum(['file', 'directory']),
  fileSize: Type.Optional(fileSize),
  s3etag: Type.Optional(Type.String({ description: 'MD5 of the content, hex.' })),
  contentType: Type.Optional(Type.String()),
  fileDimensions: Type.Optional(fileDimensions),
  url: Type.Optional(Type.String({ description: 'Where anybody may fetch the content.' })),
  _type: Type.Literal('file'),
  _links: Type.Optional(links),
};

export const file = Type.Object(fileFields, { title: 'File' });
export type FileAnswer = Static<typeof file>;

/** A file whose content may now be sent to `upload.url`, as a form with these fields and then the content as `file`. */
export const fileWithUpload = Type.Object(
  {
    ...fileFields,
    upload: Type.Optional(Type.Object({ url: Type.String(), fields: Type.Record(Type.String(), Type.String()) })),
  },
  { title: 'File Upload Post Response' },
);

export const files = pageAnswerOf(file, 'Files', { applicationId: id, parentExists: Type.Optional(Type.Boolean()) });
