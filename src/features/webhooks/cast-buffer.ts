import { AppError } from '../../kernel/errors.ts';
import { decodeUtf8 } from '../../kernel/json-text.ts';
import type { bufferForms } from './schemas.ts';

/**
 * Bytes in the form that a webhook asks for (resources.md, "Webhooks").
 *
 * @throws AppError Validation when they are to be a text and are not UTF-8
 */
export function castBuffer(bytes: Buffer, form: (typeof bufferForms)[number]): unknown {
  if (form === 'array') return [...bytes];
  if (form !== 'utf8') return bytes.toString(form);
  try {
    return decodeUtf8(bytes);
  } catch {
    throw new AppError(
      'Validation',
      'The body has bytes that are not UTF-8; a webhook whose castBuffersAs is not utf8 takes them',
    );
  }
}
