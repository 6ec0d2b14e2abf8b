import type { NodeType } from '../context.ts';

export const annotationNode: NodeType = {
  type: 'AnnotationNode',
  label: 'Annotation',
  summary: 'A note on the canvas; it never runs.',
  classes: ['cloud', 'experience', 'customNode', 'edge', 'embedded'],
  outputs: 0,
  structure: 'note',
  fields: [],
  example: {},
};
