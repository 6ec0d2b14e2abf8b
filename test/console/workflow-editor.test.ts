import { describe, expect, test } from 'vitest';
import { checkPart } from '../../console/src/pages/workflows/model/check.ts';
import { copyParts, readParts } from '../../console/src/pages/workflows/model/clipboard.ts';
import { compare, merge } from '../../console/src/pages/workflows/model/compare.ts';
import { findNodeDeclaration, nodeDeclarations } from '../../console/src/pages/workflows/model/declarations.ts';
import type { Definition, FlowNode } from '../../console/src/pages/workflows/model/definition.ts';
import {
  connect,
  type Draft,
  partsInScope,
  removeParts,
  setMeta,
  toDefinition,
  toDraft,
} from '../../console/src/pages/workflows/model/draft.ts';
import { record, redo, startHistory, undo } from '../../console/src/pages/workflows/model/history.ts';
import { align } from '../../console/src/pages/workflows/model/layout.ts';
import { makeNode } from '../../console/src/pages/workflows/model/new-part.ts';
import { listPaths } from '../../console/src/pages/workflows/model/payload-paths.ts';
import { templates } from '../../console/src/pages/workflows/templates/templates.ts';

const node = (id: string, to: string[][] = [], meta: object = {}): FlowNode => ({
  id,
  type: 'DebugNode',
  config: { message: id },
  meta: { x: 0, y: 0, ...meta },
  outputIds: to,
});
const definition: Definition = {
  triggers: [{ key: 'f-1', type: 'virtualButton', meta: { uiId: 'go' }, outputIds: [['a']] }],
  nodes: [node('a', [['b']]), node('b'), { id: 'odd', type: 'TeleportNode', config: { any: [1, { thing: null }] } }],
  globals: [{ key: 'limit', json: '1' }],
};
const label = (draft: Draft, uid: string, text: string) => setMeta(draft, uid, { label: text });

describe('what the editor keeps', () => {
  test('a definition comes out as it went in, with what nobody knows', () => {
    expect(toDefinition(toDraft(definition))).toEqual(definition);
  });

  test('wires go to nodes once, and never in a circle', () => {
    const draft = toDraft(definition);
    expect(connect(draft, { from: 'b', output: 0, to: 'a' })).toBe(draft);
    expect(connect(draft, { from: 'a', output: 0, to: 'a' })).toBe(draft);
    const wired = connect(connect(draft, { from: 'a', output: 1, to: 'odd' }), { from: 'a', output: 1, to: 'odd' });
    expect(wired.parts.find(({ uid }) => uid === 'a')?.source.outputIds).toEqual([['b'], ['odd']]);
  });

  test('a loop goes with its body, and the wires to it', () => {
    const loop = { ...node('loop'), type: 'LoopNode' };
    const draft = toDraft({ ...definition, nodes: [node('a', [['loop']]), loop, node('in', [], { groupId: 'loop' })] });
    expect(partsInScope(draft, 'loop').map(({ uid }) => uid)).toEqual(['in']);
    const left = toDefinition(removeParts(draft, new Set(['loop']))).nodes;
    expect(left.map(({ id, outputIds }) => [id, outputIds])).toEqual([['a', [[]]]]);
  });

  test('steps back and forth; what is typed in one go is one step', () => {
    const first = toDraft(definition);
    let history = startHistory(first);
    history = record(history, label(first, 'a', 'n'), 'a label');
    history = record(history, label(first, 'a', 'name'), 'a label');
    const named = history.present;
    history = record(history, label(named, 'b', 'other'), 'b label');
    expect(undo(history).present).toBe(named);
    expect(undo(undo(history)).present).toBe(first);
    expect(redo(undo(history)).present).toBe(history.present);
  });

  test('both sides of a conflict are kept; what both have changed is named, and mine', () => {
    const base = toDraft(definition);
    const mine = connect(label(base, 'a', 'mine'), { from: 'b', output: 0, to: 'odd' });
    const theirs = removeParts(label(label(base, 'a', 'theirs'), 'trigger go', 'button'), new Set(['odd']));
    const merged = merge(base, mine, theirs);
    expect(merged.both.map(({ uid }) => uid)).toEqual(['a']);
    const result = toDefinition(merged.draft);
    expect(result.nodes.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(result.nodes[0]?.meta?.label).toBe('mine');
    expect(result.nodes[1]?.outputIds).toEqual([[]]);
    expect(result.triggers[0]?.meta?.label).toBe('button');
    expect([...compare(base, theirs).parts]).toEqual([
      ['trigger go', 'changed'],
      ['a', 'changed'],
      ['odd', 'removed'],
    ]);
  });

  test('what is pasted has ids of its own and only the wires among itself', () => {
    const draft = toDraft(definition);
    const pasted = readParts(copyParts(draft, new Set(['trigger go', 'a'])), { x: 300, y: 200 }, undefined) ?? [];
    const [trigger, copy] = pasted;
    expect(trigger?.source.outputIds).toEqual([[copy?.uid]]);
    expect(copy?.source.outputIds).toEqual([[]]);
    expect(copy?.uid).not.toBe('a');
    expect(copy?.source.meta).toMatchObject({ x: 300, y: 200 });
    expect(readParts('no JSON', { x: 0, y: 0 }, undefined)).toBeUndefined();
  });

  test('parts are put in rows by their wires', () => {
    const draft = toDraft(definition);
    const places = align(draft, draft.parts, 'tidy');
    expect(['trigger go', 'a', 'b'].map((uid) => places.get(uid)?.y)).toEqual([0, 100, 200]);
  });

  test('every type of node begins with what it cannot be without', () => {
    for (const declaration of nodeDeclarations) {
      if (declaration.type === 'LoopCapNode') continue;
      expect(checkPart(makeNode(declaration, { x: 0, y: 0 }, undefined)), declaration.type).toEqual([]);
    }
    expect(findNodeDeclaration('TeleportNode')).toBeUndefined();
  });

  test('templates have nothing to complain of, and are new each time', () => {
    for (const { id, make } of templates) {
      const draft = toDraft(make());
      expect(draft.parts.flatMap(checkPart), id).toEqual([]);
      expect(make().nodes[0]?.id).not.toBe(make().nodes[0]?.id);
    }
  });

  test('paths are written as templates read them', () => {
    expect(listPaths({ data: { list: [{ a: 1 }], 'my key': 2 }, time: { $date: 'x' } })).toEqual([
      'data',
      'data.list',
      'data.list.[0]',
      'data.list.[0].a',
      'data.[my key]',
      'time',
    ]);
  });
});
