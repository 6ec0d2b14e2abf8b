import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const loopNode: NodeType = {
  type: 'LoopNode',
  label: 'Loop',
  summary: 'Runs its body once for each item of an array, text, object or number.',
  category: 'logic',
  classes: everyClass,
  outputs: 2,
  structure: 'loop',
  fields: [
    { key: 'loopSourcePath', kind: 'path', label: 'Items', required: true },
    {
      key: 'currentItemPath',
      kind: 'path',
      label: 'Current item',
      help: 'Gets value, index, and where there are such key, first and last.',
      required: true,
      isResult: true,
    },
    { key: 'mapResultPath', kind: 'path', label: 'Result path', help: 'Gets one value per turn.', isResult: true },
    { key: 'mapValuePath', kind: 'path', label: 'Value of a turn' },
    { key: 'parallel', kind: 'boolean', label: 'Up to five turns at once', default: false },
  ],
  example: { loopSourcePath: 'data.items', currentItemPath: 'working.item' },
};

export const loopCapNode: NodeType = {
  type: 'LoopCapNode',
  label: 'Loop End',
  summary: 'Ends a turn of a loop and keeps what the turn has changed.',
  category: 'logic',
  classes: everyClass,
  outputs: 0,
  readsOnly: true,
  structure: 'loopCap',
  fields: [
    { key: 'loopNodeId', kind: 'text', label: 'Loop', required: true },
    { key: 'shouldBreak', kind: 'boolean', label: 'End the loop', default: false },
    { key: 'mapValuePath', kind: 'path', label: 'Value of the turn' },
  ],
  example: { loopNodeId: 'the id of the loop' },
};
