import { setImmediate as nextTurn } from 'node:timers/promises';
import { invalid } from '../../kernel/errors.ts';
import type { BundleFields } from '../../platform/bundles/bundle-kind.ts';
import type { BundleDocument } from './yaml-documents.ts';
import { YamlThread } from './yaml-thread.ts';
import { type BundleSource, readTextFile } from './zip-source.ts';

/** Bytes of one YAML file: parsing takes a quarter of a second per MiB. */
const maxYamlBytes = 4 * 1024 * 1024;
/** Of all of them together. */
const maxYamlTotal = 64 * 1024 * 1024;
/** Records of all files: into an application that is there they are stored in one transaction. */
export const maxRecords = 20_000;
export const applicationPath = 'application.yaml';

/** A bundle that has been read: its YAML, and the other files to be read when they are needed. */
export interface Bundle {
  readonly application: BundleFields;
  readonly documents: readonly BundleDocument[];
  /** The folder of the application's files, with a slash at its end. */
  readonly filesFolder: string;
  readonly source: BundleSource;
}

/**
 * Reads all YAML of a bundle.
 *
 * @throws AppError Validation naming the file
 */
export async function readBundle(source: BundleSource): Promise<Bundle> {
  const yaml = new YamlThread();
  try {
    return await readAll(source, yaml);
  } finally {
    await yaml.close();
  }
}

async function readAll(source: BundleSource, yaml: YamlThread): Promise<Bundle> {
  if (!source.files.has(applicationPath)) {
    throw invalid('importBundle', `has no ${applicationPath}, in its root or in the one directory that it consists of`);
  }
  const [application, ...others] = (await readOne(source, applicationPath, yaml)).resources;
  if (!application || others.length > 0)
    throw invalid('importBundle', `must hold one Application in ${applicationPath}`);
  const filesFolder = readFolder(application.filesPath);
  const documents: BundleDocument[] = [];
  let total = 0;
  let records = 0;
  for (const [path, size] of source.files) {
    // Files of the application may be YAML as well.
    if (!/\.ya?ml$/.test(path) || path.startsWith(filesFolder) || path === applicationPath) continue;
    total += size;
    if (total > maxYamlTotal) throw invalid('importBundle', `has more than ${maxYamlTotal / 2 ** 20} MiB of YAML`);
    const document = await readOne(source, path, yaml);
    records += document.resources.length;
    if (records > maxRecords) throw invalid('importBundle', `must not have more than ${maxRecords} records`);
    documents.push(document);
    await nextTurn();
  }
  return { application, documents, filesFolder, source };
}

async function readOne(source: BundleSource, path: string, yaml: YamlThread): Promise<BundleDocument> {
  return yaml.read(path, await readTextFile(source, path, maxYamlBytes));
}

function readFolder(path: unknown): string {
  const steps = (typeof path === 'string' ? path : 'files').split('/').filter((step) => step !== '' && step !== '.');
  if (steps.includes('..') || steps.length === 0)
    throw invalid(applicationPath, 'has a filesPath that is no folder of the bundle');
  return `${steps.join('/')}/`;
}

/**
 * A path that a file of the bundle names, as its entry is called; undefined when it leads out of the bundle or to nothing.
 *
 * @param from the file that names it
 */
export function resolvePath(source: BundleSource, from: string, path: string): string | undefined {
  if (path.startsWith('/') || path.includes('\\') || path.includes('\0')) return undefined;
  const steps = from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else steps.push(step);
  }
  const resolved = steps.join('/');
  return source.files.has(resolved) ? resolved : undefined;
}
