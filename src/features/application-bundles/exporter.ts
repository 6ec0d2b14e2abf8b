import { invalid } from '../../kernel/errors.ts';
import { InTurn } from '../../kernel/in-turn.ts';
import type {
  BundleApplication,
  BundleContent,
  BundleKind,
  BundleOptions,
} from '../../platform/bundles/bundle-kind.ts';
import type { BundleHosts, Labels } from '../../platform/bundles/placeholders.ts';
import type { Database } from '../../platform/database/database.ts';
import { currentLane } from '../../platform/database/lane.ts';
import type { ApplicationExtras, ApplicationService } from '../applications/index.ts';
import { maxRecords } from './read-bundle.ts';
import {
  type BundleDocument,
  labelsOf,
  type PackedDocument,
  packDocument,
  type UnwrittenDocuments,
} from './yaml-documents.ts';
import { YamlThread } from './yaml-thread.ts';
import { maxEntries } from './zip-source.ts';
import { ZipWriter } from './zip-writer.ts';

/** Writes applications as bundles (resources.md, "Export, import, clone, templates"). */
export class BundleExporter {
  readonly #database: Database;
  readonly #applications: ApplicationService;
  readonly #extras: ApplicationExtras;
  readonly #kinds: () => readonly BundleKind[];

  constructor(options: {
    database: Database;
    applications: ApplicationService;
    extras: ApplicationExtras;
    kinds: () => readonly BundleKind[];
  }) {
    this.#database = options.database;
    this.#applications = options.applications;
    this.#extras = options.extras;
    this.#kinds = options.kinds;
  }

  /**
   * A zip archive, which comes about while it is read: the same bytes each time while the application does not change.
   *
   * @throws AppError Validation when the application is larger than a bundle may be
   */
  async *write(
    application: BundleApplication,
    { options, hosts, signal }: { options: BundleOptions; hosts: BundleHosts; signal: AbortSignal },
  ): AsyncGenerator<Uint8Array> {
    const { texts, contents, labels } = await this.#read(application, options, hosts);
    const zip = new ZipWriter();
    const owner = currentLane()?.owner ?? '';
    for (const [path, text] of texts) zip.addText(path, text);
    for (const { path, isText, read } of contents) {
      zip.addStream(path, () => (isText ? labelled(read(signal), labels, owner) : read(signal)));
    }
    yield* zip.read(signal);
  }

  /** Every text of the bundle by its path, and what is read later. */
  async #read(application: BundleApplication, options: BundleOptions, hosts: BundleHosts) {
    const { applicationId } = application;
    const found = await this.#applications.get(application, {});
    const readme = (await this.#extras.readme(application)).content;
    const named = [{ type: 'application', id: applicationId, name: found.name }];
    const documents: BundleDocument[] = [];
    const contents: BundleContent[] = [];
    let records = 0;
    for (const kind of this.#kinds()) {
      if (kind.option && !options[kind.option]) continue;
      const exported = await kind.export(this.#database.kysely, application, options);
      for (const { type = kind.type, id, name } of exported.named) named.push({ type, id, name });
      for (const document of exported.documents) documents.push({ resourceType: kind.resourceType, ...document });
      for (const content of exported.contents ?? []) contents.push(content);
      records += exported.named.length;
    }
    const about = {
      id: applicationId,
      name: found.name,
      description: found.description,
      globals: found.globals,
      ...(found.dataTTL === undefined ? {} : { dataTTL: found.dataTTL }),
      ...(found.endpointDefaultCors ? {} : { endpointDefaultCors: false }),
      filesPath: './files',
      ...(readme === '' ? {} : { readmePath: './README.md' }),
    };
    documents.push({ path: 'application.yaml', resourceType: 'Application', resources: [about] });
    if (records > maxRecords || documents.length + contents.length >= maxEntries) {
      throw invalid(
        'applicationId',
        `names an application with more than the ${maxRecords} resources that a bundle holds`,
      );
    }
    const labels = labelsOf({ named, hosts });
    const texts = await writeTexts(documents, { named, hosts });
    if (readme !== '') texts.push(['README.md', labels.replace(readme)]);
    const byPath = (a: string, b: string): number => (a < b ? -1 : 1);
    return {
      texts: texts.sort(([a], [b]) => byPath(a, b)),
      contents: contents.sort((a, b) => byPath(a.path, b.path)),
      labels,
    };
  }
}

/** The path and the text of each. */
async function writeTexts(
  documents: readonly BundleDocument[],
  by: Pick<UnwrittenDocuments, 'named' | 'hosts'>,
): Promise<[path: string, text: string][]> {
  const packed: PackedDocument[] = [];
  for (const document of documents) packed.push(await packDocument(document));
  const yaml = new YamlThread();
  try {
    const texts = await yaml.write({ documents: packed, ...by });
    return packed.map(({ path }, index) => [path, texts[index] ?? '']);
  } finally {
    await yaml.close();
  }
}

/** Looking through a MiB for ids takes the thread some ms. */
const turns = new InTurn();

/** A text with ids replaced by placeholders, line by line. */
async function* labelled(bytes: AsyncIterable<Uint8Array>, labels: Labels, owner: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const chunk of bytes) {
    held += decoder.decode(chunk, { stream: true });
    const end = held.lastIndexOf('\n') + 1;
    if (end === 0) continue;
    await turns.take(owner);
    yield Buffer.from(labels.replace(held.slice(0, end)));
    held = held.slice(end);
  }
  held += decoder.decode();
  if (held !== '') yield Buffer.from(labels.replace(held));
}
