import { invalid } from '../../../kernel/errors.ts';
import { type FlowClass, type FlowGlobal, flowClasses, type OutputIds } from '../../../kernel/flow.ts';
import { containsUnstorableText, findNumberNoDouble } from '../../../kernel/json-text.ts';
import { countCharacters, normalizeText } from '../../../kernel/text.ts';
import type { SentDefinition, SentNode, SentTrigger } from '../definition.ts';

/** A workflow as an import brings it: whatever can be stored, whether or not it could be saved. */
export interface FlowRecord {
  /** An id of where it comes from, or a placeholder; what else refers to it uses the same. */
  readonly oldId: string | undefined;
  /** Where it comes from; undefined: unknown. */
  readonly applicationId: string | undefined;
  readonly name: string;
  readonly description: string;
  readonly iconData: string | null;
  readonly flowClass: FlowClass;
  readonly defaultVersionId: string | undefined;
  readonly minimumAgentVersion: string | null;
  readonly customNodeSupports: readonly string[] | undefined;
  readonly definition: SentDefinition;
}

/** A named version as an import brings it. */
export interface VersionRecord {
  readonly oldId: string | undefined;
  readonly oldFlowId: string;
  readonly applicationId: string | undefined;
  readonly version: string;
  readonly notes: string;
  readonly enabled: boolean;
  readonly minimumAgentVersion: string | null;
  readonly definition: SentDefinition;
}

type Sent = Readonly<Record<string, unknown>>;

/** @param place how the record is called in messages: `flows[3]` */
export function readFlow(record: unknown, place: string): FlowRecord {
  const sent = readObject(record, place);
  refuseText(sent, place);
  const flowClass = sent.flowClass ?? 'cloud';
  if (!flowClasses.includes(flowClass as FlowClass)) {
    throw invalid(`${place}.flowClass`, `must be one of ${flowClasses.join(', ')}`);
  }
  const supports = sent.customNodeSupports;
  return {
    oldId: readId(sent.id ?? sent.flowId),
    applicationId: readId(sent.applicationId),
    name: readText(sent.name, `${place}.name`, { min: 1, max: 255 }),
    description: readText(sent.description ?? '', `${place}.description`, { min: 0, max: 32_767 }),
    iconData: sent.iconData ? readText(sent.iconData, `${place}.iconData`, { min: 1, max: 32_767 }) : null,
    flowClass: flowClass as FlowClass,
    defaultVersionId: readId(sent.defaultVersionId),
    minimumAgentVersion: sent.minimumAgentVersion ? String(sent.minimumAgentVersion) : null,
    customNodeSupports: Array.isArray(supports) ? supports.map(String) : undefined,
    definition: readDefinition(sent, place),
  };
}

/** As `readFlow`, of a named version. */
export function readVersion(record: unknown, place: string): VersionRecord {
  const sent = readObject(record, place);
  refuseText(sent, place);
  const oldFlowId = readId(sent.flowId);
  if (oldFlowId === undefined) throw invalid(`${place}.flowId`, 'is required');
  return {
    oldId: readId(sent.id ?? sent.flowVersionId),
    oldFlowId,
    applicationId: readId(sent.applicationId),
    version: readText(sent.version, `${place}.version`, { min: 1, max: 255 }),
    notes: readText(sent.notes ?? '', `${place}.notes`, { min: 0, max: 32_767 }),
    enabled: sent.enabled !== false,
    minimumAgentVersion: sent.minimumAgentVersion ? String(sent.minimumAgentVersion) : null,
    definition: readDefinition(sent, place),
  };
}

function readDefinition(sent: Sent, place: string): SentDefinition {
  const config = sent.customNodeConfig;
  // What else is wrong can be mended here afterwards; a number that has become another one could not.
  const changed = findNumberNoDouble({ triggers: sent.triggers, nodes: sent.nodes, customNodeConfig: config });
  if (changed !== undefined) throw invalid(`${place}.${changed}`, 'must not be a number that a double cannot hold');
  return {
    triggers: readParts(sent.triggers, `${place}.triggers`) as SentTrigger[],
    nodes: readParts(sent.nodes, `${place}.nodes`) as SentNode[],
    globals: readGlobals(sent.globals, `${place}.globals`),
    customNodeConfig: config ? (readCustomNode(config, `${place}.customNodeConfig`) as never) : null,
  };
}

/** Nodes and triggers, reduced to the fields that both have. */
function readParts(parts: unknown, place: string): object[] {
  return readArray(parts, place).map((entry, index) => {
    const at = `${place}[${index}]`;
    const { id, key, type, config, meta, outputIds } = readObject(entry, at);
    return {
      ...(typeof id === 'string' ? { id } : {}),
      ...(typeof key === 'string' ? { key } : {}),
      type: readText(type, `${at}.type`, { min: 1, max: 1024 }),
      ...(config === undefined || config === null ? {} : { config: readObject(config, `${at}.config`) }),
      ...(meta === undefined || meta === null ? {} : { meta: readObject(meta, `${at}.meta`) }),
      ...(outputIds === undefined || outputIds === null
        ? {}
        : { outputIds: readOutputs(outputIds, `${at}.outputIds`) }),
    };
  });
}

function readOutputs(outputs: unknown, place: string): OutputIds {
  const read = readArray(outputs, place).map((ids, index) => readArray(ids ?? [], `${place}[${index}]`));
  if (read.length > 100 || read.some((ids) => ids.length > 100)) {
    throw invalid(place, 'must have at most 100 outputs with 100 wires each');
  }
  return read.map((ids) => ids.map(String));
}

/** Old exports have globals without a text. */
function readGlobals(globals: unknown, place: string): FlowGlobal[] {
  const read = readArray(globals, place);
  if (read.length > 100) throw invalid(place, 'must have at most 100 globals');
  return read.map((entry, index) => {
    const { key, json } = readObject(entry, `${place}[${index}]`);
    const at = `${place}[${index}].key`;
    if (typeof key !== 'string' || !/^[0-9a-zA-Z_-]{1,255}$/.test(key))
      throw invalid(at, 'must be the key of a global');
    return { key, json: typeof json === 'string' && json !== '' ? json : 'null' };
  });
}

function readCustomNode(config: unknown, place: string): object {
  const sent = readObject(config, place);
  const { outputCount, resultMode } = sent;
  if (outputCount !== 1 && outputCount !== 2) throw invalid(`${place}.outputCount`, 'must be 1 or 2');
  if (!['optional', 'required', 'none'].includes(String(resultMode))) {
    throw invalid(`${place}.resultMode`, 'must be one of optional, required, none');
  }
  const fields = readArray(sent.fields, `${place}.fields`);
  if (fields.length > 100) throw invalid(`${place}.fields`, 'must have at most 100 fields');
  for (const [index, field] of fields.entries()) readObject(field, `${place}.fields[${index}]`);
  return sent;
}

function readArray(value: unknown, place: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(place, 'must be an array');
  return value;
}

function readObject(value: unknown, place: string): Sent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(place, 'must be an object');
  return value as Sent;
}

function readText(value: unknown, place: string, { min, max }: { readonly min: number; readonly max: number }): string {
  if (typeof value !== 'string') throw invalid(place, 'must be text');
  const text = normalizeText(value);
  const length = countCharacters(text);
  if (length < min || length > max) throw invalid(place, `must have ${min} to ${max} characters`);
  return text;
}

function readId(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function refuseText(record: Sent, place: string): void {
  if (containsUnstorableText(record)) throw invalid(place, 'must not contain U+0000 or lone surrogates');
}
