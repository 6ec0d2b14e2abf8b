import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';

/** An entry of an archive that is made for a test. */
export interface ZipEntry {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Of Unix, with the type of the file. */
  readonly mode?: number;
}

/** A zip archive of these entries. */
export async function makeZip(entries: readonly ZipEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, content, mode } of entries) {
    zip.addBuffer(Buffer.from(content), path, {
      compress: content.length > 0,
      ...(mode === undefined ? {} : { mode }),
    });
  }
  zip.end();
  return readAll(zip.outputStream as unknown as AsyncIterable<Uint8Array>);
}

/** A zip archive of everything in a folder. */
export async function zipFolder(folder: string, prefix = ''): Promise<Buffer> {
  return makeZip(await readFolder(folder, prefix));
}

/** The files of a folder as entries. */
export async function readFolder(folder: string, prefix = ''): Promise<ZipEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (file) => ({
      path: prefix + file.slice(folder.length + 1),
      content: await readFile(file),
    })),
  );
}

/** The texts of an archive by their paths. */
export async function readZip(bytes: Uint8Array): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    files.set(entry.fileName, (await readAll(stream as AsyncIterable<Uint8Array>)).toString('utf8'));
  }
  return files;
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
