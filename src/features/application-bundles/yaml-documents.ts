import { Breather } from '../../kernel/breather.ts';
import { invalid } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { BundleFields } from '../../platform/bundles/bundle-kind.ts';
import { type BundleHosts, Labels } from '../../platform/bundles/placeholders.ts';
import { readYaml, writeYaml } from './yaml-text.ts';

/** A YAML file of a bundle. */
export interface BundleDocument {
  readonly path: string;
  readonly resourceType: string;
  readonly resources: readonly BundleFields[];
}

/** A document between two threads: its resources as JSON, in portions that keep nobody's thread for long. */
export interface PackedDocument {
  readonly path: string;
  readonly resourceType: string;
  readonly portions: readonly string[];
}

/** Documents that are to become text, and what becomes a placeholder in them. */
export interface UnwrittenDocuments {
  readonly documents: readonly PackedDocument[];
  readonly named: readonly { readonly type: string; readonly id: string; readonly name: string }[];
  readonly hosts: BundleHosts;
}

const supportedVersion = 1;
/** Characters of a portion, unless one resource alone has more. */
const portionLength = 128 * 1024;

/** @throws AppError Validation naming the file */
export function readDocument(path: string, text: string): BundleDocument {
  const value = readYaml(text, path);
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

/** Numbers keep their digits, which a structured clone would lose. */
export async function packDocument({ path, resourceType, resources }: BundleDocument): Promise<PackedDocument> {
  const breather = new Breather();
  const portions: string[] = [];
  let some: string[] = [];
  let length = 0;
  for (const resource of resources) {
    const text = JSON.stringify(resource);
    some.push(text);
    length += text.length;
    if (length >= portionLength) {
      portions.push(`[${some.join(',')}]`);
      some = [];
      length = 0;
    }
    await breather.rest();
  }
  if (some.length > 0) portions.push(`[${some.join(',')}]`);
  return { path, resourceType, portions };
}

export async function unpackDocument({ path, resourceType, portions }: PackedDocument): Promise<BundleDocument> {
  const breather = new Breather();
  const resources: BundleFields[] = [];
  for (const portion of portions) {
    for (const resource of parseJson(portion) as BundleFields[]) resources.push(resource);
    await breather.rest();
  }
  return { path, resourceType, resources };
}

/** The texts of the documents, in their order: equal documents are equal texts. */
export async function writeDocuments({ documents, named, hosts }: UnwrittenDocuments): Promise<string[]> {
  const labels = labelsOf({ named, hosts });
  const texts: string[] = [];
  for (const document of documents) {
    const { resourceType, resources } = await unpackDocument(document);
    texts.push(writeYaml({ resourceType, resources: labels.replaceIn(resources), version: 1 }));
  }
  return texts;
}

export function labelsOf({ named, hosts }: Pick<UnwrittenDocuments, 'named' | 'hosts'>): Labels {
  const labels = new Labels(hosts);
  for (const { type, id, name } of named) labels.add(type, id, name);
  return labels;
}
