import { isUtf8 } from 'node:buffer';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { AppError } from '../../kernel/errors.ts';
import { castBuffer } from './cast-buffer.ts';
import type { bufferForms } from './schemas.ts';

/** How the files of a multipart body stand in a payload. */
export interface MultipartOptions {
  readonly castBuffersAs: (typeof bufferForms)[number];
  readonly annotate: boolean;
}

/** More parts than a form has (resources.md, "Webhooks"). */
const maxParts = 100;
/** The body is bounded already; no part of it need be cut. */
const unlimited = Number.MAX_SAFE_INTEGER;

/**
 * The parts of a multipart/form-data body as `[name, value]`: texts as they are, files and `application/octet-stream` in the
 * form asked for.
 *
 * @returns undefined when it is no valid multipart body, or one of its texts is not in its charset
 * @throws AppError TooLarge when it has more than 100 parts; Validation when a file is to be a text and is not UTF-8
 */
export async function parseMultipart(
  body: Buffer,
  contentType: string,
  options: MultipartOptions,
): Promise<[string, unknown][] | undefined> {
  let parser: BusboyInstance;
  try {
    parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts: maxParts, fieldNameSize: unlimited, fieldSize: unlimited, fileSize: unlimited },
    });
  } catch {
    return undefined;
  }
  const parts: ([string, unknown] | undefined)[] = [];
  // The parser replaces what it cannot decode; in a body that is UTF-8 the character was sent as it is.
  const mayReplace = !isUtf8(body);
  const isReplaced = (...texts: (string | undefined)[]) =>
    mayReplace && texts.some((text) => text?.includes('\u{fffd}'));
  return new Promise((resolve, reject) => {
    // A part must have a name (RFC 7578, 4.2): it would be lost without one.
    parser.on('field', (name: string | undefined, value: string) => {
      if (name === undefined || isReplaced(name, value)) resolve(undefined);
      else parts.push([name, value]);
    });
    const onFile = (
      name: string | undefined,
      stream: BusboyFileStream,
      filename: string | undefined,
      mimeType: string,
    ) => {
      if (name === undefined || isReplaced(name, filename, mimeType)) resolve(undefined);
      const at = parts.push(undefined) - 1;
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // The parser itself reports what is wrong.
      stream.on('error', () => resolve(undefined));
      stream.on('end', () => {
        if (name === undefined) return;
        try {
          const data = castBuffer(Buffer.concat(chunks), options.castBuffersAs);
          parts[at] = [name, options.annotate ? { filename: filename ?? null, contentType: mimeType, data } : data];
        } catch (error) {
          reject(error);
        }
      });
    };
    parser.on('file', (name, stream, filename, _encoding, mimeType) => onFile(name, stream, filename, mimeType));
    parser.on('partsLimit', () => reject(new AppError('TooLarge', `The body has more than ${maxParts} parts`)));
    parser.on('error', () => resolve(undefined));
    parser.on('finish', () => resolve(parts.filter((part) => part !== undefined)));
    parser.end(body);
  });
}
