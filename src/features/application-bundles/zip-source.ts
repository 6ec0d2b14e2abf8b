import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { AppError, invalid } from '../../kernel/errors.ts';
import { cutText } from '../../kernel/text.ts';

/** Entries of a bundle (resources.md, "Export, import, clone, templates"). */
export const maxEntries = 20_000;
/** How many times larger than the bundle everything in it may be, and each larger entry than what it is packed into. */
const maxRatio = 100;
/** Below this, a text may well be packed better than that. */
const ratioFrom = 1024 * 1024;
const maxPathBytes = 1024;
/** What operating systems put into archives by themselves. */
const litter = /(?:^|\/)(?:__MACOSX|\.DS_Store|Thumbs\.db|\.git)(?:\/|$)/;

/** The files of a bundle by their paths, from the folder in which `application.yaml` is. */
export interface BundleSource {
  /** In the order of their paths, with their sizes in bytes. */
  readonly files: ReadonlyMap<string, number>;
  read(path: string): Promise<AsyncIterable<Uint8Array>>;
  close(): void;
}

/**
 * Opens a zip archive from elsewhere. Everything that its directory says is judged before any of it is unpacked; an entry
 * that then turns out larger than it says, or has another checksum, breaks off.
 *
 * @throws AppError Validation for what is no such archive, or could harm
 */
export async function openZip(file: string): Promise<BundleSource> {
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    throw new AppError('Validation', 'importBundle is no zip archive, or not all of one', {
      cause: error,
      field: 'importBundle',
    });
  }
  try {
    const entries = await readEntries(zip);
    const root = findRoot([...entries.keys()]);
    const inRoot = [...entries].flatMap(([path, entry]): [string, Entry][] =>
      path.startsWith(root) ? [[path.slice(root.length), entry]] : [],
    );
    const byPath = new Map(inRoot.sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      files: new Map([...byPath].map(([path, { uncompressedSize }]) => [path, uncompressedSize])),
      read: async (path) => {
        const entry = byPath.get(path);
        if (!entry) throw new Error(`the bundle has no file ${path}`);
        return readEntry(zip, entry, path);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const broken = (rule: string): AppError => invalid('importBundle', rule);
  if (zip.entryCount > maxEntries) throw broken(`must not have more than ${maxEntries} entries`);
  const entries = new Map<string, Entry>();
  let packed = 0;
  let unpacked = 0;
  let seen = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      seen += 1;
      if (seen > maxEntries) throw broken(`must not have more than ${maxEntries} entries`);
      const { fileName: path, compressedSize, uncompressedSize } = entry;
      checkEntry(entry);
      packed += compressedSize;
      unpacked += uncompressedSize;
      if (uncompressedSize > ratioFrom && uncompressedSize > compressedSize * maxRatio) {
        throw broken(`holds ${path}, which is more than ${maxRatio} times larger unpacked`);
      }
      if (path.endsWith('/') || litter.test(path)) continue;
      if (entries.has(path)) throw broken(`has two entries ${path}`);
      entries.set(path, entry);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw broken(`is no proper zip archive: ${(error as Error).message}`);
  }
  // Entries that lie over each other are how a small file can hold any number of large ones.
  if (packed > zip.fileSize) throw broken('has entries that lie over each other');
  if (unpacked > ratioFrom && unpacked > zip.fileSize * maxRatio) {
    throw broken(`is more than ${maxRatio} times larger unpacked`);
  }
  return entries;
}

function checkEntry(entry: Entry): void {
  const { fileName: path, externalFileAttributes, compressionMethod } = entry;
  const broken = (rule: string): AppError => invalid('importBundle', `holds ${cutText(path, 200)}, which ${rule}`);
  if (Buffer.byteLength(path) > maxPathBytes) throw broken(`has a path of more than ${maxPathBytes} bytes`);
  if (path.includes('\\') || path.includes('\0') || path.startsWith('/') || path.split('/').includes('..'))
    throw broken('is no path inside it');
  if (entry.isEncrypted()) throw broken('is encrypted');
  if (compressionMethod !== 0 && compressionMethod !== 8) throw broken('is packed in a way that is not read here');
  // What Unix writes of a file's type, where it was packed on one.
  const type = (externalFileAttributes >>> 16) & 0xf000;
  if (type !== 0 && type !== 0x8000 && type !== 0x4000) throw broken('is a link, or no ordinary file');
}

/** The folder of the bundle: the root, or the one directory that everything is in. */
function findRoot(paths: readonly string[]): string {
  if (paths.includes('application.yaml')) return '';
  const [first] = paths;
  const folder = first?.includes('/') ? first.slice(0, first.indexOf('/') + 1) : undefined;
  if (folder && paths.every((path) => path.startsWith(folder))) return folder;
  return '';
}

async function* readEntry(zip: ZipFile, entry: Entry, path: string): AsyncGenerator<Uint8Array> {
  try {
    const stream = await zip.openReadStreamPromise(entry);
    let sum = 0;
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    // Damage that can still be unpacked, which yauzl does not look for.
    if (sum !== entry.crc32) throw new Error('its checksum is another');
  } catch (error) {
    throw invalid('importBundle', `holds ${path}, which is broken: ${(error as Error).message}`);
  }
}

/** A text file of a bundle. @throws AppError Validation when it is too large or not UTF-8 */
export async function readTextFile(source: BundleSource, path: string, maxBytes: number): Promise<string> {
  const size = source.files.get(path) ?? 0;
  if (size > maxBytes) throw invalid(path, `must not be larger than ${Math.floor(maxBytes / 1024)} KiB`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await source.read(path)) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw invalid(path, 'must be UTF-8');
  }
}
