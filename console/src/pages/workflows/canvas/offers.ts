import { t } from '../../../words/words.ts';
import { type NodeDeclaration, nodeDeclarations, triggerDeclarations } from '../model/declarations.ts';
import type { Part } from '../model/draft.ts';
import { makeCustomNode, makeNode, makeTrigger } from '../model/new-part.ts';

type Place = { readonly x: number; readonly y: number };

/** Something that the palette offers. */
export interface Offer {
  readonly id: string;
  readonly kind: 'trigger' | 'node' | 'customNode';
  readonly label: string;
  readonly summary: string;
  /** Of a node of the server's own. */
  readonly category?: NodeDeclaration['category'];
  /** Kept, and does nothing on this server yet. */
  readonly isSilent: boolean;
}

/** The type that dragged offers have for the browser. */
const dragType = 'application/x-signalbox-part';

/** What a workflow of the class may have, as the server declares it, with the application's own nodes. */
export function listOffers(
  flowClass: string,
  scope: string | undefined,
  customNodes: readonly { readonly id: string; readonly name: string; readonly description: string }[],
): readonly Offer[] {
  const triggers = triggerDeclarations
    .filter(({ classes, type }) => classes.includes(flowClass) && type !== 'customNodeStart')
    .map(({ type, label, summary, fires, key }): Offer => {
      // Two triggers of a device differ by what they are about alone.
      const about = key.kind === 'tag' ? t('{label} by tag', { label }) : label;
      return { id: type, kind: 'trigger', label: about, summary, isSilent: !fires };
    });
  const nodes = nodeDeclarations
    .filter(({ classes, structure, type }) => {
      if (structure === 'loopCap') return scope !== undefined;
      if (structure === 'customNodeCap') return scope === undefined && flowClass === 'customNode';
      // The application's own nodes are offered by their names.
      return classes.includes(flowClass) && type !== 'CustomNodeExecuteNode';
    })
    .map(
      ({ type, label, summary, category }): Offer => ({
        id: type,
        kind: 'node',
        label,
        summary,
        category,
        isSilent: false,
      }),
    );
  const own = customNodes.map(
    ({ id, name, description }): Offer => ({
      id,
      kind: 'customNode',
      label: name,
      summary: description,
      isSilent: false,
    }),
  );
  const byLabel = (a: Offer, b: Offer) => a.label.localeCompare(b.label);
  return [...(scope === undefined ? triggers.toSorted(byLabel) : []), ...nodes.toSorted(byLabel), ...own];
}

/** Makes what was chosen, at its place. Undefined: this console does not know it. */
export function makePart(
  offer: Pick<Offer, 'id' | 'kind' | 'label'>,
  place: Place,
  scope: string | undefined,
): Part | undefined {
  if (offer.kind === 'customNode') return makeCustomNode({ id: offer.id, name: offer.label }, place, scope);
  if (offer.kind === 'trigger') {
    const trigger = triggerDeclarations.find(({ type }) => type === offer.id);
    return trigger && makeTrigger(trigger, place);
  }
  const node = nodeDeclarations.find(({ type }) => type === offer.id);
  return node && makeNode(node, place, scope);
}

/** Puts an offer on what is being dragged, as `readOffer` finds it where it is dropped. */
export function writeOffer(transfer: DataTransfer, { id, kind, label }: Offer): void {
  transfer.setData(dragType, JSON.stringify({ id, kind, label }));
  transfer.effectAllowed = 'copy';
}

/** What is dropped, if it comes from the palette. */
export function readOffer(transfer: DataTransfer): ((place: Place, scope: string | undefined) => Part) | undefined {
  const text = transfer.getData(dragType);
  if (text === '') return undefined;
  const offer = JSON.parse(text) as Pick<Offer, 'id' | 'kind' | 'label'>;
  const known = makePart(offer, { x: 0, y: 0 }, undefined) !== undefined;
  return known ? (place, scope) => makePart(offer, place, scope) as Part : undefined;
}
