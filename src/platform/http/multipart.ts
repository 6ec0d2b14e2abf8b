import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { AppError, invalid } from '../../kernel/errors.ts';

/** A form has a handful of fields before its file, each far shorter than this. */
const limits = { fields: 50, fieldSize: 16 * 1024, fieldNameSize: 100, files: 1, parts: 60, headerPairs: 50 };

/** Those that leave the bytes as they are. Others are deprecated in forms (RFC 7578, 4.7), and nobody would decode them. */
const plainEncodings: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary']);

/** A form may be larger than the file in it by its fields and the heads of its parts. */
const overheadBytes = limits.fields * limits.fieldSize + 256 * 1024;

/** What a file may have at most, and what who sends more is told. */
export interface FileLimit {
  readonly bytes: number;
  readonly refusal: () => AppError;
}

/** The file of a form, with the fields that came before it. */
export interface FormFile {
  readonly fields: ReadonlyMap<string, string>;
  /** As the part says it; `application/octet-stream` where it says nothing. */
  readonly contentType: string;
  /**
   * Ends normally only when the whole form has come to its end and is right: whoever keeps nothing before that keeps nothing of a
   * form that is refused. The fields that followed the file are in `fields` by then.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Reads a `multipart/form-data` request with one file in it, and hands the file on while it arrives: memory does not grow with
 * it. No part is passed over: a second one of a name is refused, of the file or of a field.
 *
 * @param options.field the name of the file's part; parts of other names are fields
 * @param options.limit a request that says itself that it is larger is refused before its body is read; `take` counts
 * @param options.refused fields that some callers send instead of a file, and what they are told
 * @param take reads `body` to its end, or rejects
 * @returns what `take` returns
 * @throws AppError UnsupportedMediaType, Validation, TooLarge; or whatever `take` rejects with
 */
export async function receiveForm<Result>(
  request: FastifyRequest,
  options: { field: string; limit: FileLimit; refused?: Readonly<Record<string, string>> },
  take: (file: FormFile) => Promise<Result>,
): Promise<Result> {
  const { raw } = request;
  const { field, limit, refused = {} } = options;
  const contentType = raw.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    throw new AppError('UnsupportedMediaType', 'Content-Type must be multipart/form-data');
  }
  if (Number(raw.headers['content-length']) > limit.bytes + overheadBytes) throw limit.refusal();
  const form = openForm({ ...raw.headers, 'content-type': contentType }, field);
  let file: Readable | undefined;
  let taken: Promise<Result> | undefined;
  const whole = Promise.withResolvers<void>();
  // A form may be refused before anybody waits for its end.
  whole.promise.catch(() => undefined);
  try {
    return await new Promise<Result>((resolve, reject) => {
      const fields = new Map<string, string>();
      const refuse = (error: AppError): void => {
        file?.destroy(error);
        whole.reject(error);
        reject(error);
      };
      const broken = (): void =>
        refuse(new AppError('Validation', 'The body broke off, or is not valid multipart/form-data'));
      form.on('field', (name, value, _nameTruncated, valueTruncated, encoding) => {
        if (valueTruncated) return refuse(invalid(name, `must not be longer than ${limits.fieldSize} bytes`));
        if (!plainEncodings.has(encoding)) return refuse(encoded(name, encoding));
        // What the parser writes for bytes that are no text.
        if (value.includes('\ufffd') || name.includes('\ufffd')) return refuse(invalid(name, 'must be UTF-8'));
        if (fields.has(name)) return refuse(repeated(name));
        fields.set(name, value);
      });
      form.on('fieldsLimit', () => refuse(new AppError('Validation', 'The form has too many fields')));
      form.on('partsLimit', () => refuse(new AppError('Validation', 'The form has too many parts')));
      form.on('filesLimit', () => refuse(repeated(field)));
      form.on('file', (_name, stream, _fileName, encoding, type) => {
        file = stream;
        // The parser may report a broken body on it after its reader has gone.
        stream.on('error', () => {});
        if (!plainEncodings.has(encoding)) return refuse(encoded(field, encoding));
        taken = take({ fields, contentType: type, body: untilWhole(stream, whole.promise) });
        taken.then(resolve, reject);
      });
      form.once('finish', () => {
        whole.resolve();
        if (taken) return;
        const [instead] = [...fields.keys()].filter((name) => Object.hasOwn(refused, name));
        reject(instead === undefined ? invalid(field, 'is required') : invalid(instead, refused[instead] ?? ''));
      });
      form.on('error', broken);
      raw.once('close', () => {
        if (!raw.complete) broken();
      });
      raw.pipe(form);
    });
  } finally {
    raw.unpipe(form);
    // What is still on its way is read and dropped, so that the caller reads the answer; the server's time limit ends it.
    raw.resume();
    file?.destroy();
    // Not until the work on the file has noticed, which then leaves nothing behind.
    await taken?.catch(() => undefined);
  }
}

async function* untilWhole(file: Readable, whole: Promise<void>): AsyncGenerator<Uint8Array> {
  yield* file;
  await whole;
}

function repeated(name: string): AppError {
  return invalid(name, 'must be sent once');
}

function encoded(name: string, encoding: string): AppError {
  return new AppError(
    'UnsupportedMediaType',
    `${name} must be sent as it is, not as Content-Transfer-Encoding ${encoding}`,
  );
}

function openForm(headers: BusboyHeaders, field: string): BusboyInstance {
  try {
    return new Busboy({ headers, limits, isPartAFile: (name) => name === field });
  } catch {
    throw new AppError('Validation', 'Content-Type must name the boundary of the form');
  }
}
