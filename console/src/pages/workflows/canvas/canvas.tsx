import { t } from '../../../words/words.ts';
import '@xyflow/react/dist/base.css';
import './canvas.css';
import {
  Background,
  type Connection,
  Controls,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react';
import { PartActionsContext, useEditor } from '../editor-context.ts';
import { findPart, listWires, loopType, type Part, type Wire } from '../model/draft.ts';
import { type CanvasNode, entryUid, toCanvasNode, toEdges, toEntryNode } from './canvas-nodes.ts';
import { readOffer } from './offers.ts';
import { nodeTypes } from './part-view.tsx';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { isLit, useMarks, usePath } from './use-marks.ts';

type Place = { readonly x: number; readonly y: number };

/** The raster of the platform's workflows. */
const raster: [number, number] = [20, 20];
/** More parts than this are drawn only where they can be seen. */
const manyParts = 150;
/** Of a canvas on a phone, in pixels. */
const narrowWidth = 480;
/** Smaller than this, labels are not drawn. */
const farZoom = 0.3;
/** From so many parts on a small map helps. */
const partsForMap = 25;

/** What is read out of a part that has the focus. */
const spoken = {
  'node.a11yDescription.default': t(
    'Enter opens the form. Space selects, arrow keys move, Delete removes. Control C and V copy and paste.',
  ),
  'node.a11yDescription.keyboardDisabled': t('Enter opens the form.'),
  'edge.a11yDescription.default': t('A wire. The form of its node removes it.'),
};

/** The parts of a workflow and their wires, or of one loop's body: shown, moved, wired, chosen. */
export function Canvas() {
  const editor = useEditor();
  const { parts, drawn, scope, selection, selectedWires, isLocked, change } = editor;
  const { screenToFlowPosition, fitView } = useReactFlow();
  const isFar = useStore(({ transform: [, , zoom] }) => zoom < farZoom);
  const isNarrow = useStore(({ width }) => width > 0 && width < narrowWidth);
  const [dragged, setDragged] = useState<ReadonlyMap<string, Place>>(new Map());
  const path = usePath(editor);
  const marks = useMarks(editor, path);
  const loop = findPart(drawn, scope);
  const nodes = useCanvasNodes({ parts, loop, selection, marks, dragged, isLocked });
  const edges = useMemo(() => {
    const wires = listWires(parts).filter(({ from, output }) => !(isLoop(parts, from) && output === 1));
    const begins = loop ? listWires([loop]).filter(({ output }) => output === 1) : [];
    const uids = new Set(parts.map(({ uid }) => uid));
    const all = [...wires, ...begins.map((wire) => ({ ...wire, from: entryUid }))].filter(({ to }) => uids.has(to));
    return toEdges(all, { selected: selectedWires, isLit: (wire) => isLit(wire, marks, path), isLocked });
  }, [parts, loop, selectedWires, marks, path, isLocked]);
  const keys = useCanvasKeys(editor, () => centre(screenToFlowPosition));

  // Another canvas, or one of another size, begins with all of it in view; so does the first one, on which the library does so itself.
  const place = `${scope} ${editor.shown.kind} ${isNarrow}`;
  const placeBefore = useRef(place);
  useEffect(() => {
    if (placeBefore.current === place) return;
    placeBefore.current = place;
    const frame = requestAnimationFrame(() => void fitView({ maxZoom: 1, padding: 0.15 }));
    return () => cancelAnimationFrame(frame);
  }, [place, fitView]);

  const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
    const places = new Map<string, Place>();
    const still = new Map(dragged);
    const chosen = new Set(selection);
    for (const one of changes) {
      if (one.type === 'select' && one.id !== entryUid) {
        if (one.selected) chosen.add(one.id);
        else chosen.delete(one.id);
      }
      if (one.type !== 'position' || !one.position) continue;
      if (one.dragging) still.set(one.id, one.position);
      else {
        still.delete(one.id);
        places.set(one.id, one.position);
      }
    }
    if (changes.some(({ type }) => type === 'select')) editor.setSelection(chosen);
    if (changes.some(({ type }) => type === 'position')) setDragged(still);
    if (isLocked || places.size === 0) return;
    const entry = places.get(entryUid);
    if (entry && scope !== undefined) change.moveEntry(scope, entry);
    // Strokes of an arrow key are one step; so is each drag.
    change.move(places, dragged.size === 0 ? `move ${[...places.keys()].join(' ')}` : undefined);
  };
  const onEdgesChange = (changes: EdgeChange[]) => {
    const chosen = new Set(selectedWires);
    for (const one of changes) {
      if (one.type !== 'select') continue;
      if (one.selected) chosen.add(one.id);
      else chosen.delete(one.id);
    }
    editor.setSelectedWires(chosen);
  };
  const onDrop = (event: DragEvent) => {
    const offer = readOffer(event.dataTransfer);
    if (!offer || isLocked) return;
    event.preventDefault();
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    editor.add(offer({ x: snap(x - 90), y: snap(y - 28) }, scope));
  };

  return (
    <PartActionsContext value={usePartActionsOf(editor)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: strokes on the parts inside, which have the focus, come by here */}
      <div
        className="canvas"
        data-far={isFar}
        onKeyDown={keys}
        onDrop={onDrop}
        onDragOver={(event) => event.preventDefault()}
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={(connection) => change.connect(toWire(connection))}
          isValidConnection={({ source, target }) => source !== target}
          onNodeDoubleClick={(_event, { id, data }) => {
            if (id === entryUid) return;
            if (data.part.source.type === loopType) editor.openScope(id);
            else editor.openForm(id);
          }}
          nodesDraggable={!isLocked}
          nodesConnectable={!isLocked}
          edgesFocusable={false}
          deleteKeyCode={null}
          multiSelectionKeyCode={['Control', 'Meta', 'Shift']}
          snapToGrid
          snapGrid={raster}
          minZoom={0.1}
          maxZoom={2}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
          onlyRenderVisibleElements={parts.length > manyParts}
          ariaLabelConfig={spoken}
          aria-label={t('Canvas')}
        >
          <Background gap={raster[0]} />
          <Controls showInteractive={false} />
          {parts.length > partsForMap ? <MiniMap pannable ariaLabel={t('Map of the canvas')} /> : null}
        </ReactFlow>
        {parts.length === 0 && !isLocked ? (
          <p className="canvas-empty">
            {scope === undefined
              ? t('Choose a trigger on the left, then the nodes that shall follow.')
              : t('What is done in each turn: choose nodes on the left, and a Loop End as the last.')}
          </p>
        ) : null}
      </div>
    </PartActionsContext>
  );
}

/** The parts as the library takes them; the same object as before for whatever has not changed. */
function useCanvasNodes(given: {
  readonly parts: readonly Part[];
  readonly loop: Part | undefined;
  readonly selection: ReadonlySet<string>;
  readonly marks: ReturnType<typeof useMarks>;
  readonly dragged: ReadonlyMap<string, Place>;
  readonly isLocked: boolean;
}): CanvasNode[] {
  const { parts, loop, selection, marks, dragged, isLocked } = given;
  const kept = useRef(new Map<string, { readonly inputs: readonly unknown[]; readonly node: CanvasNode }>());
  return useMemo(() => {
    const next = new Map<string, { readonly inputs: readonly unknown[]; readonly node: CanvasNode }>();
    const nodes = parts.map((part) => {
      const look = {
        isSelected: selection.has(part.uid),
        mark: marks.get(part.uid),
        place: dragged.get(part.uid),
        isLocked,
      };
      const inputs = [part, look.isSelected, JSON.stringify(look.mark), look.place, isLocked];
      const before = kept.current.get(part.uid);
      const isSame = before?.inputs.every((input, index) => input === inputs[index]);
      const entry = before && isSame ? before : { inputs, node: toCanvasNode(part, look) };
      next.set(part.uid, entry);
      return entry.node;
    });
    kept.current = next;
    if (!loop) return nodes;
    const look = { isSelected: false, mark: undefined, place: dragged.get(entryUid), isLocked };
    return [toEntryNode(loop, look), ...nodes];
  }, [parts, loop, selection, marks, dragged, isLocked]);
}

/** The same functions as long as the canvas is there; they do what the editor of the moment does. */
function usePartActionsOf(editor: ReturnType<typeof useEditor>) {
  const latest = useRef(editor);
  latest.current = editor;
  return useMemo(
    () => ({
      press: (part: Part) => latest.current.press(part),
      openScope: (uid: string) => latest.current.openScope(uid),
      resize: (uid: string, box: { x: number; y: number; width: number; height: number }) =>
        latest.current.change.resize(uid, box),
    }),
    [],
  );
}

function isLoop(parts: readonly Part[], uid: string): boolean {
  return parts.find((part) => part.uid === uid)?.source.type === loopType;
}

function toWire({ source, sourceHandle, target }: Connection): Wire {
  return { from: source, output: Number(sourceHandle ?? 0), to: target };
}

function snap(value: number): number {
  return Math.round(value / raster[0]) * raster[0];
}

/** The middle of what is seen of the canvas. */
function centre(toFlow: (place: Place) => Place): Place {
  const box = document.querySelector('.canvas')?.getBoundingClientRect();
  const { x, y } = toFlow({ x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 3 });
  return { x: snap(x), y: snap(y) };
}
