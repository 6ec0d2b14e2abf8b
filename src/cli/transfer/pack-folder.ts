import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import { CommandError } from '../command.ts';

/** As many entries as a bundle may have. */
const maxFiles = 20_000;

/**
 * A folder as a zip archive, in memory: a server takes no more than some hundred MiB. Links, to files and to folders, are left
 * out: what they name may be anything that this user can read.
 *
 * @param onLeftOut called with the path of each
 * @throws CommandError when the folder cannot be read, or is no bundle
 */
export async function packFolder(folder: string, onLeftOut: (path: string) => void): Promise<Uint8Array<ArrayBuffer>> {
  const about = await lstat(join(folder, 'application.yaml')).catch(({ code, message }) => {
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CommandError(`${folder} cannot be read: ${message}`);
  });
  if (!about?.isFile()) throw new CommandError(`${folder} is no bundle: there is no application.yaml in it`);
  const paths: string[] = [];
  // Not by `readdir` with `recursive`, which goes into folders that are links.
  const folders = [folder];
  for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) paths.push(path);
      else onLeftOut(path);
      if (paths.length + folders.length > maxFiles)
        throw new CommandError(`${folder} has more than ${maxFiles} files and folders`);
    }
  }
  const zip = new ZipFile();
  const root = join(folder, '/');
  for (const path of paths.sort()) {
    zip.addReadStreamLazy(path.slice(root.length).replaceAll('\\', '/'), (give) => {
      const stream = createReadStream(path);
      stream.on('error', (error) => zip.emit('error', error));
      give(null, stream);
    });
  }
  zip.end();
  const failed = new Promise<never>((_resolve, reject) => {
    zip.on('error', (error: Error) => reject(new CommandError(`${folder} cannot be read: ${error.message}`)));
  });
  const read = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of zip.outputStream as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return Promise.race([read(), failed]);
}
