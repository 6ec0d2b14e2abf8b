import { YAMLException } from 'js-yaml';
import { invalid } from '../../../kernel/errors.ts';
import { parseJson } from '../../../kernel/json-text.ts';
import { loadYaml } from '../../../platform/bundles/load-yaml.ts';

/** What a body or its files bring, record by record, with how messages call each. */
export interface Brought {
  readonly flows: { readonly record: unknown; readonly place: string }[];
  readonly flowVersions: { readonly record: unknown; readonly place: string }[];
  /** What was passed over. */
  readonly warnings: string[];
}

type Parsed = Readonly<Record<string, unknown>>;

/** Values that a file may hold: an alias of YAML can stand for a large value any number of times. */
const maxValues = 500_000;
const maxDepth = 100;

/**
 * Reads exported files: `.flow` and `.node` (JSON of one workflow, or of `flows` and `flowVersions`), and the YAML of
 * application templates (resources.md, "Export, import, clone, templates").
 *
 * @throws AppError Validation naming the file that cannot be read
 */
export function readFiles(files: readonly { readonly name: string; readonly content: string }[]): Brought {
  const brought: Brought = { flows: [], flowVersions: [], warnings: [] };
  for (const { name, content } of files) {
    if (/\.ya?ml$/i.test(name)) readYaml(name, content, brought);
    else if (/\.(flow|node|json)$/i.test(name)) readJson(name, content, brought);
    else throw invalid(name, 'is no file of workflows: it must end in .flow, .node, .json, .yaml or .yml');
  }
  return brought;
}

function readJson(name: string, content: string, brought: Brought): void {
  let parsed: unknown;
  try {
    parsed = parseJson(content.replace(/^\uFEFF/, ''));
  } catch {
    throw invalid(name, 'is no JSON');
  }
  checkSize(name, parsed);
  for (const [index, one] of (Array.isArray(parsed) ? parsed : [parsed]).entries()) {
    const place = Array.isArray(parsed) ? `${name}[${index}]` : name;
    if (typeof one !== 'object' || one === null) throw invalid(place, 'must be an object');
    addRecords(one as Parsed, place, brought);
  }
}

function addRecords(parsed: Parsed, place: string, brought: Brought): void {
  const isFlow = 'nodes' in parsed || 'triggers' in parsed;
  if (isFlow) brought.flows.push({ record: parsed, place });
  for (const field of ['flows', 'customNodes'] as const) {
    for (const [index, record] of asArray(parsed[field]).entries()) {
      brought.flows.push({ record, place: `${place}: ${field}[${index}]` });
    }
  }
  for (const field of ['flowVersions', 'customNodeVersions'] as const) {
    for (const [index, record] of asArray(parsed[field]).entries()) {
      brought.flowVersions.push({ record, place: `${place}: ${field}[${index}]` });
    }
  }
  if (!isFlow && !('flows' in parsed)) throw invalid(place, 'holds no workflow');
}

function readYaml(name: string, content: string, brought: Brought): void {
  let parsed: unknown;
  try {
    parsed = loadYaml(content);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw invalid(name, `is no YAML: ${error.reason}`);
  }
  checkSize(name, parsed);
  const { resourceType, resources, version } = (parsed ?? {}) as Parsed;
  if (typeof resourceType !== 'string' || !Array.isArray(resources)) {
    throw invalid(name, 'must have a resourceType and resources');
  }
  if (version !== undefined && version !== 1) throw invalid(name, `is of version ${String(version)}; only 1 is known`);
  for (const [index, record] of (resources as unknown[]).entries()) {
    const place = `${name}: resources[${index}]`;
    if (resourceType === 'Flow') brought.flows.push({ record, place });
    else if (resourceType === 'FlowVersion') brought.flowVersions.push({ record, place });
    else if (resourceType === 'ExperienceFlowVersion') addExperience(record, place, brought);
    else brought.warnings.push(`${place} is of type ${resourceType} and was left out`);
  }
}

/** The version of an experience workflow, which has no record of its own: develop is the workflow, others are its versions. */
function addExperience(record: unknown, place: string, brought: Brought): void {
  const sent = (typeof record === 'object' && record !== null ? record : {}) as Parsed;
  const flowId = sent.flowId;
  const isThere = brought.flows.some((flow) => (flow.record as Parsed | null)?.id === flowId);
  const isDevelop = sent.version === 'develop' || sent.version === undefined;
  if (!isThere) {
    const { version: _version, enabled: _enabled, ...rest } = sent;
    brought.flows.push({ record: { ...rest, id: flowId, flowClass: 'experience' }, place });
  }
  if (!isDevelop) brought.flowVersions.push({ record: sent, place });
}

function checkSize(name: string, value: unknown): void {
  let values = 0;
  const count = (inner: unknown, depth: number): void => {
    values += 1;
    if (values > maxValues) throw invalid(name, `holds more than ${maxValues} values`);
    if (depth > maxDepth) throw invalid(name, `is nested deeper than ${maxDepth} levels`);
    if (typeof inner !== 'object' || inner === null) return;
    if (Object.hasOwn(inner, '__proto__')) throw invalid(name, 'must not have a key __proto__');
    for (const one of Object.values(inner)) count(one, depth + 1);
  };
  count(value, 0);
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
