import type { Definition, FlowGlobal, FlowNode, FlowTrigger, OutputIds } from './definition.ts';

/** A node or a trigger on the canvas. */
export interface Part {
  /** Of a node: its id. Of a trigger one made here, the same each time that the same definition is read. */
  readonly uid: string;
  readonly kind: 'node' | 'trigger';
  readonly source: FlowNode | FlowTrigger;
}

/** What is being edited. Never changed in place, so that undo and the canvas can tell by identity what differs. */
export interface Draft {
  readonly parts: readonly Part[];
  readonly globals: readonly FlowGlobal[];
  readonly customNodeConfig?: Readonly<Record<string, unknown>>;
}

/** A wire from an output of a part to a node. */
export interface Wire {
  readonly from: string;
  readonly output: number;
  readonly to: string;
}

/** The type of a node that has a canvas of its own, its body (workflows.md, "3. The run"). */
export const loopType = 'LoopNode';
export const loopCapType = 'LoopCapNode';
/** The output of a loop that leads into its body. */
export const bodyOutput = 1;

/**
 * Makes a definition editable: each node and trigger becomes a part, with a `uid` that no other has even where ids are
 * given twice.
 */
export function toDraft({ triggers, nodes, globals, customNodeConfig }: Definition): Draft {
  const taken = new Set<string>();
  const claim = (wanted: string) => {
    let uid = wanted;
    for (let count = 2; taken.has(uid); count += 1) uid = `${wanted} ${count}`;
    taken.add(uid);
    return uid;
  };
  const ofNodes = nodes.map((source): Part => ({ uid: claim(source.id), kind: 'node', source }));
  const ofTriggers = triggers.map((source): Part => {
    const { uiId } = source.meta ?? {};
    const name = typeof uiId === 'string' && uiId !== '' ? uiId : `${source.type} ${source.key ?? ''}`;
    return { uid: claim(`trigger ${name}`), kind: 'trigger', source };
  });
  return { parts: [...ofTriggers, ...ofNodes], globals, ...(customNodeConfig ? { customNodeConfig } : {}) };
}

/** What is sent: exactly what was read, but for what was changed. */
export function toDefinition({ parts, globals, customNodeConfig }: Draft): Definition {
  return {
    triggers: parts.flatMap(({ kind, source }) => (kind === 'trigger' ? [source as FlowTrigger] : [])),
    nodes: parts.flatMap(({ kind, source }) => (kind === 'node' ? [source as FlowNode] : [])),
    globals,
    ...(customNodeConfig ? { customNodeConfig } : {}),
  };
}

/** Whether saving either would store the same; nodes or triggers in another order are a difference. */
export function isSameDraft(a: Draft, b: Draft): boolean {
  return a === b || JSON.stringify(toDefinition(a)) === JSON.stringify(toDefinition(b));
}

/** The part with this `uid`; undefined for none, and for no `uid`. */
export function findPart(draft: Draft, uid: string | undefined): Part | undefined {
  return draft.parts.find((part) => part.uid === uid);
}

/** The loop whose body a part is in, by the loop's id. */
export function groupOf({ source }: Part): string | undefined {
  const group = source.meta?.groupId;
  return typeof group === 'string' && group !== '' ? group : undefined;
}

/** What one canvas shows: the workflow itself, or the body of a loop. What names a loop that is not there is shown outside. */
export function partsInScope({ parts }: Draft, scope: string | undefined): readonly Part[] {
  const loops = new Set(parts.filter(({ source }) => source.type === loopType).map(({ uid }) => uid));
  const placeOf = (part: Part) => {
    const group = groupOf(part);
    return group !== undefined && group !== part.uid && loops.has(group) ? group : undefined;
  };
  return parts.filter((part) => placeOf(part) === scope);
}

/**
 * Where the top left of a part is, in pixels of its canvas (`meta.x` and `meta.y`); 0 for what is missing or no number.
 */
export function positionOf({ source }: Part): { readonly x: number; readonly y: number } {
  const { x, y } = source.meta ?? {};
  return { x: Number(x) || 0, y: Number(y) || 0 };
}

/** The wires that begin at these parts, also those that lead to parts that are not among them. */
export function listWires(parts: readonly Part[]): Wire[] {
  return parts.flatMap(({ uid, source }) =>
    (source.outputIds ?? []).flatMap((ids, output) => ids.map((to) => ({ from: uid, output, to }))),
  );
}

/** Changes the node or trigger of one part. */
export function changePart(
  draft: Draft,
  uid: string,
  change: (source: FlowNode | FlowTrigger) => FlowNode | FlowTrigger,
): Draft {
  return {
    ...draft,
    parts: draft.parts.map((part) => (part.uid === uid ? { ...part, source: change(part.source) } : part)),
  };
}

/** Replaces the whole `config` of one part; what is left out of the new one is gone. */
export function setConfig(draft: Draft, uid: string, config: Readonly<Record<string, unknown>>): Draft {
  return changePart(draft, uid, (source) => ({ ...source, config }));
}

/** Sets fields of `meta`, which are the editor's own but for a few. */
export function setMeta(draft: Draft, uid: string, meta: Readonly<Record<string, unknown>>): Draft {
  return changePart(draft, uid, (source) => ({ ...source, meta: { ...source.meta, ...meta } }));
}

/** Moves parts to where they are dropped, in whole pixels. */
export function moveParts(
  draft: Draft,
  places: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
): Draft {
  return {
    ...draft,
    parts: draft.parts.map((part) => {
      const place = places.get(part.uid);
      if (!place) return part;
      const meta = { ...part.source.meta, x: Math.round(place.x), y: Math.round(place.y) };
      return { ...part, source: { ...part.source, meta } };
    }),
  };
}

/** Adds parts behind those that are there, with the wires that they have; nothing checks that their `uid`s are new. */
export function addParts(draft: Draft, parts: readonly Part[]): Draft {
  return { ...draft, parts: [...draft.parts, ...parts] };
}

/** Wires an output to a node; nothing changes when it is, or when that would be a circle. */
export function connect(draft: Draft, { from, output, to }: Wire): Draft {
  const target = findPart(draft, to);
  if (from === to || target?.kind !== 'node' || reaches(draft, to, from)) return draft;
  return changePart(draft, from, (source) => {
    const outputs = Array.from({ length: Math.max(output + 1, source.outputIds?.length ?? 0) }, (_, index) =>
      index === output ? [...new Set([...(source.outputIds?.[index] ?? []), to])] : (source.outputIds?.[index] ?? []),
    );
    return { ...source, outputIds: outputs };
  });
}

/** Takes one wire away, if it is there; the other wires of the output stay. */
export function disconnect(draft: Draft, { from, output, to }: Wire): Draft {
  return changePart(draft, from, (source) => ({
    ...source,
    outputIds: (source.outputIds ?? []).map((ids, index) => (index === output ? ids.filter((id) => id !== to) : ids)),
  }));
}

/** Whether a path leads from one part to another. */
export function reaches(draft: Draft, from: string, to: string): boolean {
  const byUid = new Map(draft.parts.map((part) => [part.uid, part]));
  const seen = new Set<string>();
  const open = [from];
  for (let uid = open.pop(); uid !== undefined; uid = open.pop()) {
    if (uid === to) return true;
    if (seen.has(uid)) continue;
    seen.add(uid);
    open.push(...(byUid.get(uid)?.source.outputIds ?? []).flat());
  }
  return false;
}

/** Removes parts with what is inside of them, and the wires to them. */
export function removeParts(draft: Draft, uids: ReadonlySet<string>): Draft {
  const gone = new Set(uids);
  for (let size = -1; size !== gone.size; ) {
    size = gone.size;
    for (const part of draft.parts) if (gone.has(groupOf(part) ?? '')) gone.add(part.uid);
  }
  const kept = (ids: OutputIds | undefined) =>
    ids?.some((output) => output.some((id) => gone.has(id)))
      ? ids.map((output) => output.filter((id) => !gone.has(id)))
      : ids;
  return {
    ...draft,
    parts: draft.parts
      .filter(({ uid }) => !gone.has(uid))
      .map((part) => {
        const outputIds = kept(part.source.outputIds);
        return outputIds === part.source.outputIds ? part : { ...part, source: { ...part.source, outputIds } };
      }),
  };
}
