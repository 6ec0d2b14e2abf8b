import type { Edge, Node, NodeHandle } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { formatCount } from '../../../shared/format.ts';
import { t } from '../../../words/words.ts';
import { labelOf, listOutputs, nameOfType, triggerOutputs } from '../model/declarations.ts';
import type { FlowNode } from '../model/definition.ts';
import { bodyOutput, loopType, type Part, positionOf, type Wire } from '../model/draft.ts';
import { partHeight, partWidth, sizeOf } from '../model/layout.ts';
import type { Mark } from '../model/marks.ts';

/** What the canvas draws of a part. */
export interface PartData extends Record<string, unknown> {
  readonly part: Part;
  readonly mark: Mark | undefined;
  readonly outputs: readonly Output[];
}
export interface Output {
  readonly index: number;
  readonly name: string;
  /** How far from the left, from 0 to 1. */
  readonly at: number;
}
export type CanvasNode = Node<PartData, 'part' | 'note' | 'entry'>;

/** Where the body of a loop begins: it stands for the loop's own output, on the canvas of its body. */
export const entryUid = 'entry';

/** The outputs that a part has on its canvas; where a loop's body begins is on the canvas of the body. */
export function outputsOf({ kind, source }: Part): readonly Output[] {
  const names = kind === 'trigger' ? triggerOutputs : listOutputs(source as FlowNode);
  const shown = names
    .map((name, index) => ({ index, name: source.type === loopType ? '' : name }))
    .filter(({ index }) => source.type !== loopType || index !== bodyOutput);
  return shown.map((output, place) => ({ ...output, at: (place + 1) / (shown.length + 1) }));
}

export interface Look {
  readonly isSelected: boolean;
  readonly mark: Mark | undefined;
  /** Where it is being dragged to. */
  readonly place: { readonly x: number; readonly y: number } | undefined;
  readonly isLocked: boolean;
}

/** A part as the canvas library takes it, with its size and handles, so that nothing has to be measured. */
export function toCanvasNode(part: Part, { isSelected, mark, place, isLocked }: Look): CanvasNode {
  const { width, height } = sizeOf(part);
  const isNote = part.source.type === 'AnnotationNode';
  const outputs = isNote ? [] : outputsOf(part);
  return {
    id: part.uid,
    type: isNote ? 'note' : 'part',
    position: place ?? positionOf(part),
    data: { part, mark, outputs },
    selected: isSelected,
    draggable: !isLocked,
    connectable: !isLocked,
    width,
    height,
    measured: { width, height },
    handles: isNote ? [] : listHandles(part.kind === 'node', outputs),
    zIndex: isNote ? -1 : 0,
    ariaLabel: describe(part, mark),
  };
}

/** The beginning of a loop's body. */
export function toEntryNode(loop: Part, look: Look): CanvasNode {
  const { groupStartX, groupStartY } = loop.source.meta ?? {};
  const outputs = [{ index: bodyOutput, name: '', at: 0.5 }];
  return {
    ...toCanvasNode(loop, { ...look, mark: undefined }),
    id: entryUid,
    type: 'entry',
    position: look.place ?? { x: Number(groupStartX) || 0, y: Number(groupStartY) || 0 },
    data: { part: loop, mark: undefined, outputs },
    handles: listHandles(false, outputs),
    ariaLabel: t('Each turn of the loop begins here'),
  };
}

function listHandles(hasInput: boolean, outputs: readonly Output[]): NodeHandle[] {
  const size = { width: 1, height: 1 };
  return [
    ...(hasInput
      ? [{ id: 'in', type: 'target' as const, position: Position.Top, x: partWidth / 2, y: 0, ...size }]
      : []),
    ...outputs.map(({ index, at }) => ({
      id: String(index),
      type: 'source' as const,
      position: Position.Bottom,
      x: partWidth * at,
      y: partHeight - 1,
      ...size,
    })),
  ];
}

/** What a screen reader says of a part. */
function describe({ kind, source }: Part, mark: Mark | undefined): string {
  const label = labelOf(kind, source);
  const type = nameOfType(kind, source.type);
  const what = label === type ? `${label}, ${kind}` : `${label}, ${kind} ${type}`;
  const problems = mark?.problems?.length ?? 0;
  return [
    what,
    ...(problems > 0 ? [formatCount(problems, 'problem')] : []),
    ...(mark?.run === undefined
      ? []
      : [mark.run === 'failed' ? t('failed in this run') : t('in the path of this run')]),
    ...(mark?.difference === undefined ? [] : [mark.difference]),
  ].join(', ');
}

/** The id that the canvas has for a wire, the same each time; `selectedWires` of the editor holds these. */
export function edgeId({ from, output, to }: Wire): string {
  return `${from}|${output}|${to}`;
}

/** The wires between the parts of one canvas. */
export function toEdges(
  wires: readonly Wire[],
  look: { readonly selected: ReadonlySet<string>; readonly isLit: (wire: Wire) => boolean; readonly isLocked: boolean },
): Edge[] {
  return wires.map((wire) => {
    const id = edgeId(wire);
    return {
      id,
      source: wire.from,
      sourceHandle: String(wire.output),
      target: wire.to,
      targetHandle: 'in',
      selected: look.selected.has(id),
      deletable: !look.isLocked,
      focusable: false,
      ...(look.isLit(wire) ? { className: 'wire-lit' } : {}),
    };
  });
}
