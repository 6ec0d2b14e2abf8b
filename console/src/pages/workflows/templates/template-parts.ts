import { t } from '../../../words/words.ts';
import { type FlowNode, type FlowTrigger, makeId, type OutputIds } from '../model/definition.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A trigger of a template; a button's key is made by the server. */
export function trigger(
  type: string,
  key: string | undefined,
  parts: { config?: Fields; meta: Fields; to: OutputIds },
) {
  const { config = {}, meta, to } = parts;
  return {
    ...(key === undefined ? {} : { key }),
    type,
    config,
    meta: { ...meta, uiId: makeId() },
    outputIds: to,
  } satisfies FlowTrigger;
}

/** A node of a template. */
export function node(id: string, type: string, parts: { config: Fields; meta: Fields; to?: OutputIds }): FlowNode {
  return { id, type, config: parts.config, meta: parts.meta, outputIds: parts.to ?? [] };
}

/** Where something stands, and what it is called. */
export const at = (x: number, y: number, label: string) => ({ x, y, label });
/** Explains the template on the canvas. */
export const note = (x: number, y: number, annotationText: string): FlowNode =>
  node(makeId(), 'AnnotationNode', {
    config: {},
    meta: { x, y, label: t('Note'), annotationText, width: 280, height: 140 },
  });
/** A button to try the template with. */
export const button = (payload: object, to: string): FlowTrigger =>
  trigger('virtualButton', undefined, {
    meta: { ...at(260, 40, t('Try it')), payload: JSON.stringify(payload, null, 2) },
    to: [[to]],
  });
/** An id for each of the nodes. */
export const ids = <const Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, makeId()])) as Record<Name, string>;
