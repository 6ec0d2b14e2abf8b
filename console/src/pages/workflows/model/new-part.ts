import { t } from '../../../words/words.ts';
import { findNodeDeclaration, type NodeDeclaration, type TriggerDeclaration } from './declarations.ts';
import { type FlowNode, type FlowTrigger, makeId } from './definition.ts';
import { type Draft, loopCapType, type Part, partsInScope, positionOf } from './draft.ts';
import { stepX, stepY } from './layout.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A node as it begins: with what it cannot be without, by its example, and inside of a loop where that is open. */
export function makeNode(declaration: NodeDeclaration, { x, y }: Place, scope: string | undefined): Part {
  const id = makeId();
  const { type, structure } = declaration;
  const meta = {
    x,
    y,
    label: structure === 'note' ? t('Note') : declaration.label,
    ...(structure === 'note' ? { annotationText: '', width: 240, height: 120 } : {}),
    ...(structure === 'loop' ? { groupStartX: 140, groupStartY: 40 } : {}),
    ...(scope === undefined ? {} : { groupId: scope }),
  };
  const config = type === loopCapType ? { loopNodeId: scope ?? '' } : begin(declaration);
  const source: FlowNode = { id, type, config, meta, outputIds: [] };
  return { uid: id, kind: 'node', source };
}

/** What must be there is as in the example; what may be empty is for whoever makes the node to say. */
function begin({ fields, example }: NodeDeclaration): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ key, required }) => (required && key in example ? [[key, example[key]]] : [])),
  );
}

/** A trigger as it begins: with the defaults of its type, and with no key where somebody has to choose one. */
export function makeTrigger({ type, label, key, fields }: TriggerDeclaration, { x, y }: Place): Part {
  const uiId = makeId();
  const config = Object.fromEntries(
    fields.flatMap((field) => (field.default === undefined ? [] : [[field.key, field.default]])),
  );
  const begins = key.kind === 'fixed' ? key.key : key.kind === 'choice' ? key.choices?.[0] : key.any;
  const source: FlowTrigger = {
    ...(begins === undefined ? {} : { key: begins }),
    type,
    config,
    meta: { x, y, label, uiId, ...(type === 'virtualButton' ? { payload: '{}' } : {}) },
    outputIds: [],
  };
  return { uid: `trigger ${uiId}`, kind: 'trigger', source };
}

/** A node that runs a custom node of the application. */
export function makeCustomNode(
  custom: { readonly id: string; readonly name: string },
  place: Place,
  scope?: string,
): Part {
  const declaration = findNodeDeclaration('CustomNodeExecuteNode');
  if (!declaration) throw new Error(t('This server has no custom nodes'));
  const part = makeNode(declaration, place, scope);
  const config = { customNodeId: custom.id, customNodeVersion: 'default', fields: [] };
  return { ...part, source: { ...part.source, config, meta: { ...part.source.meta, label: custom.name } } };
}

/** A free place for a new part: below the one that it shall follow, else beside what is there. */
export function findPlace(draft: Draft, scope: string | undefined, after: Part | undefined): Place {
  const parts = partsInScope(draft, scope);
  const isTaken = ({ x, y }: Place) =>
    parts.some((part) => {
      const other = positionOf(part);
      return Math.abs(other.x - x) < stepX - 20 && Math.abs(other.y - y) < stepY - 30;
    });
  const start = after ? positionOf(after) : undefined;
  let place = start ? { x: start.x, y: start.y + stepY } : { x: 140, y: scope === undefined ? 40 : 140 };
  // As many tries as there are parts that may be in the way.
  for (let tries = 0; isTaken(place) && tries <= parts.length; tries += 1) place = { ...place, x: place.x + stepX };
  return place;
}
