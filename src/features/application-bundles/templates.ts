import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, notFound } from '../../kernel/errors.ts';
import { cutText } from '../../kernel/text.ts';
import { readYaml } from './yaml-text.ts';
import { maxEntries } from './zip-source.ts';
import { ZipWriter } from './zip-writer.ts';

/** Folders that are looked at; an operator has a handful. */
const maxTemplates = 1000;
const maxTextBytes = 512 * 1024;

/** A template as it lies in its folder. */
export interface Template {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  readonly authorName: string | undefined;
  readonly authorUrl: string | undefined;
  readonly keywords: readonly string[];
  readonly readme: string;
  readonly changedAt: Date;
}

/**
 * Templates of applications: the folders in `SIGNALBOX_TEMPLATES_DIR`, each a bundle (resources.md, "Export, import, clone,
 * templates"). Read anew each time: the operator may change them while the server runs.
 */
export class Templates {
  readonly #directory: string | undefined;
  readonly #warn: (message: string) => void;

  constructor(options: { directory: string | undefined; warn: (message: string) => void }) {
    this.#directory = options.directory;
    this.#warn = options.warn;
  }

  /** All of them, by name. One that cannot be read is left out, and the server's log says why. */
  async list(): Promise<Template[]> {
    const directory = this.#directory;
    if (directory === undefined) return [];
    const entries = await readdir(directory, { withFileTypes: true }).catch((error: Error) => {
      this.#warn(`SIGNALBOX_TEMPLATES_DIR cannot be read: ${error.message}`);
      return [];
    });
    const templates: Template[] = [];
    for (const entry of entries.filter((each) => each.isDirectory()).slice(0, maxTemplates)) {
      try {
        templates.push(await readTemplate(directory, entry.name));
      } catch (error) {
        this.#warn(`the template ${entry.name} cannot be read: ${(error as Error).message}`);
      }
    }
    return templates.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
  }

  /** @throws AppError NotFound */
  async find(id: string): Promise<Template> {
    const found = (await this.list()).find((template) => template.id === id.toLowerCase());
    if (!found) throw notFound('Application template');
    return found;
  }

  /** The template as a zip archive. */
  async *pack({ folder }: Template): AsyncGenerator<Uint8Array> {
    const zip = new ZipWriter();
    for (const path of await listFiles(folder)) zip.addStream(path, () => createReadStream(join(folder, path)));
    yield* zip.read();
  }
}

async function readTemplate(directory: string, name: string): Promise<Template> {
  const folder = join(directory, name);
  const file = join(folder, 'application.yaml');
  const { size, mtime } = await lstat(file);
  if (size > maxTextBytes) throw new AppError('Validation', 'its application.yaml is too large');
  const value = readYaml(await readFile(file, 'utf8'), 'application.yaml') as { resources?: Record<string, unknown>[] };
  const about = value?.resources?.[0] ?? {};
  const text = (field: string): string | undefined => (typeof about[field] === 'string' ? about[field] : undefined);
  const cut = (field: string, max: number): string | undefined => {
    const value = text(field);
    return value === undefined ? undefined : cutText(value, max);
  };
  const readme = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '');
  return {
    id: createHash('sha256').update(name).digest('hex').slice(0, 24),
    folder,
    name: cutText(text('name') ?? name, 255),
    description: cutText(text('description') ?? '', 1024),
    authorName: cut('authorName', 255),
    authorUrl: cut('authorUrl', 1024),
    keywords: (Array.isArray(about.keywords) ? about.keywords : [])
      .filter((keyword): keyword is string => typeof keyword === 'string' && /^[0-9a-zA-Z_-]{1,255}$/.test(keyword))
      .slice(0, 100),
    readme: cutText(readme, 131_072),
    changedAt: mtime,
  };
}

/** The files below a folder, without following links: what a template holds is in its folder. */
async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    found.push(
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
    if (found.length > maxEntries) throw new AppError('Validation', `The template has more than ${maxEntries} files`);
  }
  return found.sort();
}
