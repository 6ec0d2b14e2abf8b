import { AppError } from '../../../kernel/errors.ts';
import type { FileAccess } from '../../files/index.ts';
import type { Effects } from './effects.ts';

/** What a payload can hold, as base64. */
const maxBytes = 3_900_000;

/** Files of the application, written in the name of the workflow. */
export function fileEffects(files: FileAccess): Effects['files'] {
  return {
    async write({ application, actor }, { path, content, contentType, overwrite }) {
      const author = { type: 'flow', id: actor.flowId } as const;
      const row = await files.write(application, path, once(Buffer.from(content, 'base64')), {
        overwrite,
        author,
        ...(contentType === undefined ? {} : { contentType }),
      });
      return { fileId: row.id };
    },
    async read({ application }, { path }) {
      const { row, body } = await files.read(application, path);
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        // Leaving the loop gives the content back.
        if (bytes > maxBytes) break;
        chunks.push(chunk);
      }
      if (bytes > maxBytes) throw new AppError('TooLarge', `The file is larger than ${maxBytes} bytes`);
      return { fileId: row.id, content: Buffer.concat(chunks).toString('base64') };
    },
  };
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
