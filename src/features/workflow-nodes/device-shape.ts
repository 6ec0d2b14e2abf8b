import { type TagPair, tagsByKey } from '../../kernel/tags.ts';
import type { NodeConfig } from './config.ts';
import type { FieldDeclaration } from './declaration.ts';

export const deviceShapeFields: readonly FieldDeclaration[] = [
  { key: 'tagsAsObject', kind: 'boolean', label: 'Tags as an object', default: false },
  { key: 'attributesAsObject', kind: 'boolean', label: 'Attributes as an object', default: false },
];

/** A device as a node of `deviceShapeFields` shows it: tags as `{key: [values]}`, attributes by their names. */
export function shapeDevice(device: Readonly<Record<string, unknown>>, config: NodeConfig): Record<string, unknown> {
  const shaped: Record<string, unknown> = { ...device };
  if (config.boolean('tagsAsObject')) {
    shaped.tags = tagsByKey(device.tags as TagPair[]);
  }
  if (config.boolean('attributesAsObject')) {
    const attributes = device.attributes as { name: string }[];
    shaped.attributes = Object.fromEntries(attributes.map(({ name, ...attribute }) => [name, attribute]));
  }
  return shaped;
}
