import { setImmediate as nextTurn } from 'node:timers/promises';
import { invalid } from '../../kernel/errors.ts';
import type { BundleFields } from '../../platform/bundles/bundle-kind.ts';
import { readYaml } from './yaml-text.ts';
import { type BundleSource, readTextFile } from './zip-source.ts';

/** Bytes of one YAML file: parsing holds everybody else up for a quarter of a second per MiB. */
const maxYamlBytes = 4 * 1024 * 1024;
/** Of all of them together. */
const maxYamlTotal = 64 * 1024 * 1024;
/** Records of all files: they are stored in one transaction. */
export const maxRecords = 20_000;
const supportedVersion = 1;
export const applicationPath = 'application.yaml';

/** A YAML file of a bundle. */
export interface BundleDocument {
  readonly path: string;
  readonly resourceType: string;
  readonly resources: readonly BundleFields[];
}

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
  if (!source.files.has(applicationPath)) {
    throw invalid('importBundle', `has no ${applicationPath}, in its root or in the one directory that it consists of`);
  }
  const [application, ...others] = (await readDocument(source, applicationPath)).resources;
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
    const document = await readDocument(source, path);
    records += document.resources.length;
    if (records > maxRecords) throw invalid('importBundle', `must not have more than ${maxRecords} records`);
    documents.push(document);
    await nextTurn();
  }
  return { application, documents, filesFolder, source };
}

async function readDocument(source: BundleSource, path: string): Promise<BundleDocument> {
  return toDocument(path, readYaml(await readTextFile(source, path, maxYamlBytes), path));
}

function readFolder(path: unknown): string {
  const steps = (typeof path === 'string' ? path : 'files').split('/').filter((step) => step !== '' && step !== '.');
  if (steps.includes('..') || steps.length === 0)
    throw invalid(applicationPath, 'has a filesPath that is no folder of the bundle');
  return `${steps.join('/')}/`;
}

function toDocument(path: string, value: unknown): BundleDocument {
  const { resourceType, resources, version } = isObject(value) ? value : {};
  if (typeof resourceType !== 'string') throw invalid(path, 'has no resourceType');
  if (version !== supportedVersion)
    throw invalid(path, `has the version ${JSON.stringify(version)}, and only 1 is read here`);
  const list = resources ?? [];
  if (!Array.isArray(list)) throw invalid(path, 'has resources that are no list');
  return {
    path,
    resourceType,
    resources: list.map((resource) => {
      if (!isObject(resource)) throw invalid(path, 'has a resource that is no object');
      return resource;
    }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
