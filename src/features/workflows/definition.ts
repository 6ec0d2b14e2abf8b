import { randomBytes } from 'node:crypto';
import type { CustomNodeConfig, FlowGlobal, FlowNode, FlowTrigger } from '../../kernel/flow.ts';
import { isId, normalizeId } from '../../kernel/ids.ts';
import { asNumber, isExactNumber, parseJson } from '../../kernel/json-text.ts';
import { normalizeText } from '../../kernel/text.ts';
import { findTrigger } from './triggers.ts';

/** What a version of a workflow does, as it is stored. */
export interface Definition {
  readonly triggers: readonly FlowTrigger[];
  readonly nodes: readonly FlowNode[];
  readonly globals: readonly FlowGlobal[];
  readonly customNodeConfig: CustomNodeConfig | null;
}

/** As it is sent: ids and keys may be missing. */
export interface SentDefinition {
  readonly triggers?: readonly SentTrigger[] | undefined;
  readonly nodes?: readonly SentNode[] | undefined;
  readonly globals?: readonly FlowGlobal[] | undefined;
  readonly customNodeConfig?: CustomNodeConfig | null | undefined;
}
export type SentNode = Omit<FlowNode, 'id'> & { readonly id?: string };
export type SentTrigger = FlowTrigger;

/** Whose keys are made. */
export interface Owner {
  readonly flowId: string;
  readonly applicationId: string;
}

/** Characters of the made part of a key, as the platform has them. */
const keyLength = 21;
const nodeIdLength = 10;

/** The nodes with an id each; those that have one keep it. */
export function giveIds(nodes: readonly SentNode[]): FlowNode[] {
  const taken = new Set(nodes.map(({ id }) => id));
  return nodes.map((node) => {
    if (node.id !== undefined && node.id !== '') return { ...node, id: node.id };
    let id = randomText(nodeIdLength);
    while (taken.has(id)) id = randomText(nodeIdLength);
    taken.add(id);
    return { ...node, id };
  });
}

/**
 * The triggers with their keys: those that the server makes are the workflow's own and each has another, so one that was
 * copied from another workflow gets a new one; of the others only ids are put into lower case.
 */
export function giveKeys(triggers: readonly SentTrigger[], owner: Owner): FlowTrigger[] {
  const taken = new Set<string>();
  return triggers.map((trigger) => {
    const key = keyOf(trigger, owner, taken);
    if (key === undefined) return trigger;
    taken.add(key);
    return { ...trigger, key };
  });
}

function keyOf(trigger: SentTrigger, { flowId, applicationId }: Owner, taken: ReadonlySet<string>): string | undefined {
  const rule = findTrigger(trigger.type)?.key;
  switch (rule?.kind) {
    case 'fixed':
      return rule.key;
    case 'flowError': {
      const scope = trigger.config?.scope;
      if (scope === undefined || scope === '' || scope === 'local') return `${flowId}-flowError`;
      return `${applicationId}-${String(scope)}-flowError`;
    }
    case 'made': {
      const { key } = trigger;
      const isOwn = key?.startsWith(`${flowId}-`) && key.length > flowId.length + 1;
      return isOwn && !taken.has(key as string) ? key : `${flowId}-${randomText(keyLength)}`;
    }
    case 'id':
      // As ids are compared.
      return isId(trigger.key) ? normalizeId(trigger.key) : trigger.key;
    default:
      return trigger.key;
  }
}

/** Of letters, digits, hyphens and underscores. */
export function randomText(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

/** The globals by key, as the values that their JSON texts hold. Old exports have some without a text: null. */
export function readFlowGlobals(globals: readonly FlowGlobal[]): Record<string, unknown> {
  return Object.fromEntries(globals.map(({ key, json }) => [key, json === undefined ? null : parseJson(json)]));
}

/** The value with every number as the double that runs reckon with, those of many digits included. */
export function withPlainNumbers(value: unknown): unknown {
  if (isExactNumber(value)) return asNumber(value);
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPlainNumbers(inner)]));
}

/** The custom node that a node refers to, with the version that it wants. */
export interface CustomNodeReference {
  readonly nodeId: string;
  readonly customFlowId: string;
  readonly version: string;
}

/** The custom nodes that nodes refer to. */
export function readReferences(nodes: readonly FlowNode[]): CustomNodeReference[] {
  return nodes.flatMap(({ id, type, config }) => {
    const customFlowId = config?.customNodeId;
    if (type !== 'CustomNodeExecuteNode' || typeof customFlowId !== 'string' || customFlowId === '') return [];
    const version = config?.customNodeVersion;
    const named = typeof version === 'string' && version !== '' ? normalizeText(version) : 'default';
    return [{ nodeId: id, customFlowId: customFlowId.toLowerCase(), version: named }];
  });
}
