import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const annotationNode: NodeType = {
  type: 'AnnotationNode',
  label: 'Annotation',
  summary: 'A note on the canvas; it never runs.',
  category: 'debug',
  classes: everyClass,
  outputs: 0,
  structure: 'note',
  fields: [],
  example: {},
};
