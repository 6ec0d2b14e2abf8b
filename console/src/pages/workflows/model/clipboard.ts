import { type FlowNode, type FlowTrigger, makeId } from './definition.ts';
import { type Draft, groupOf, loopCapType, type Part, positionOf } from './draft.ts';

/** The parts as a text that can be pasted here, in another workflow, or into a file that an import takes. */
export function copyParts(draft: Draft, uids: ReadonlySet<string>): string {
  const wanted = new Set(uids);
  // A loop comes with its body.
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const part of draft.parts) if (wanted.has(groupOf(part) ?? '')) wanted.add(part.uid);
  }
  const parts = draft.parts.filter(({ uid }) => wanted.has(uid));
  const only = (source: FlowNode | FlowTrigger) => ({
    ...source,
    ...(source.outputIds ? { outputIds: source.outputIds.map((ids) => ids.filter((id) => wanted.has(id))) } : {}),
  });
  return JSON.stringify(
    {
      triggers: parts.filter(({ kind }) => kind === 'trigger').map(({ source }) => only(source)),
      nodes: parts.filter(({ kind }) => kind === 'node').map(({ source }) => only(source)),
    },
    null,
    2,
  );
}

/** More than anybody pastes at once. */
const mostParts = 1000;

/**
 * The parts of a text: what was copied here, or any JSON with `nodes` or `triggers`, such as an exported workflow. They get ids
 * of their own, and stand with their upper left corner at `place`; a loop's body stays as it is. Undefined: the text is nothing
 * of the kind.
 */
export function readParts(
  text: string,
  place: { readonly x: number; readonly y: number },
  scope: string | undefined,
): readonly Part[] | undefined {
  const parsed = parse(text);
  if (!parsed) return undefined;
  const nodes = asArray(parsed.nodes).filter(isSource) as FlowNode[];
  const triggers = asArray(parsed.triggers).filter(isSource) as FlowTrigger[];
  if (nodes.length + triggers.length === 0 || nodes.length + triggers.length > mostParts) return undefined;
  const ids = new Map(nodes.map(({ id }) => [id, makeId()]));
  const rewire = (source: FlowNode | FlowTrigger) =>
    (source.outputIds ?? []).map((output) => output.flatMap((id) => ids.get(id) ?? []));
  const parts: Part[] = [
    ...triggers.map((source): Part => {
      const uiId = makeId();
      return {
        uid: `trigger ${uiId}`,
        kind: 'trigger',
        source: { ...source, meta: { ...source.meta, uiId }, outputIds: rewire(source) },
      };
    }),
    ...nodes.map((source): Part => {
      const id = ids.get(source.id) ?? makeId();
      return { uid: id, kind: 'node', source: { ...source, id, outputIds: rewire(source), ...moved(source, ids) } };
    }),
  ];
  const top = parts.filter((part) => groupOf(part) === undefined);
  const left = Math.min(...top.map((part) => positionOf(part).x));
  const upper = Math.min(...top.map((part) => positionOf(part).y));
  return parts.map((part) => {
    if (groupOf(part) !== undefined) return part;
    const { x, y } = positionOf(part);
    const meta = {
      ...part.source.meta,
      x: Math.round(x - left + place.x),
      y: Math.round(y - upper + place.y),
      ...(scope === undefined ? {} : { groupId: scope }),
    };
    return { ...part, source: { ...part.source, meta } };
  });
}

/** A node that was inside a loop that is not copied with it is outside. */
function moved({ type, meta, config }: FlowNode, ids: ReadonlyMap<string, string>): Partial<FlowNode> {
  const { groupId, ...rest } = meta ?? {};
  const loop = typeof groupId === 'string' ? ids.get(groupId) : undefined;
  const named = typeof config?.loopNodeId === 'string' ? ids.get(config.loopNodeId) : undefined;
  return {
    meta: loop === undefined ? rest : { ...rest, groupId: loop },
    ...(type === loopCapType && named !== undefined ? { config: { ...config, loopNodeId: named } } : {}),
  };
}

function parse(text: string): { readonly nodes?: unknown; readonly triggers?: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    // A file of this editor's export holds workflows: the first of them.
    const [first] = asArray((parsed as { flows?: unknown }).flows);
    return (typeof first === 'object' && first !== null ? first : parsed) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function isSource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
