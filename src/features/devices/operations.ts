import { isDeepStrictEqual } from 'node:util';
import { type TSchema, Type } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { invalid } from '../../kernel/errors.ts';
import { normalizeText } from '../../kernel/text.ts';
import { id, tagValue } from '../../platform/http/schemas.ts';
import { activeAttributes, type StoredAttribute } from './attributes.ts';
import { toDevice } from './representation.ts';
import {
  type Attribute,
  attribute,
  type DevicePatch,
  description,
  deviceClass,
  name,
  type OperationBody,
  tagKey,
} from './schemas.ts';
import type { DeviceRow } from './store.ts';

/** A device while operations are applied to it: what `device.patch` could be asked to make of it. */
type Draft = {
  -readonly [Field in keyof DevicePatch]: DevicePatch[Field];
} & { tags: { key: string; value: string }[]; attributes: Attribute[] };

/** What an operation needs beside its target, and what it does. */
interface Operation {
  readonly value?: Validator;
  /** The value is a name or a tag: its length is that of the normal form in which it is kept. */
  readonly isTyped?: true;
  readonly names?: 'attributeName' | 'tagKey' | 'both';
  apply(draft: Draft, body: Checked): void;
}

/** The fields of an operation's body, once `checkOperations` has seen that those it needs are there. */
interface Checked {
  readonly value: never;
  readonly attributeName: string;
  readonly tagKey: string;
}

const ofType = (schema: TSchema): Validator => Compile(schema) as unknown as Validator;
const tag = Type.Object({ key: tagKey, value: tagValue }, { additionalProperties: false });

const setField = (field: keyof DevicePatch, schema: TSchema): Operation => ({
  value: ofType(schema),
  apply(draft, { value }) {
    draft[field] = value;
  },
});

/** The operations of the client's schema "Devices Patch". What a device does not have is left alone. */
const operations: Readonly<Record<string, Operation>> = {
  'set name': {
    value: ofType(name),
    isTyped: true,
    apply(draft, { value }) {
      draft.name = normalizeText(value);
    },
  },
  'set description': setField('description', description),
  'set deviceClass': setField('deviceClass', deviceClass),
  'set gatewayId': setField('gatewayId', id),
  'set parentId': setField('parentId', id),
  'set systemInterval': setField('systemInterval', Type.Integer({ minimum: 5, maximum: 3600 })),
  'set keepDuplicates': setField('keepDuplicates', Type.Boolean()),
  'set tag': {
    value: ofType(tag),
    isTyped: true,
    apply(draft, { value }) {
      const { key, value: text } = value as { key: string; value: string };
      const first = draft.tags.findIndex((present) => present.key === key);
      draft.tags = draft.tags.filter((present, index) => present.key !== key || index === first);
      draft.tags.splice(first < 0 ? draft.tags.length : first, first < 0 ? 0 : 1, { key, value: normalizeText(text) });
    },
  },
  'set attributeTag': {
    value: ofType(tag),
    isTyped: true,
    names: 'attributeName',
    apply(draft, { attributeName, value }) {
      const { key, value: text } = value as { key: string; value: string };
      changeAttribute(draft, attributeName, (present) => {
        present.attributeTags = { ...present.attributeTags, [key]: normalizeText(text) };
      });
    },
  },
  'set attributeDescription': {
    value: ofType(description),
    names: 'attributeName',
    apply(draft, { attributeName, value }) {
      changeAttribute(draft, attributeName, (present) => {
        present.description = value;
      });
    },
  },
  'remove description': {
    apply(draft) {
      draft.description = '';
    },
  },
  'remove parentId': {
    apply(draft) {
      draft.parentId = null;
    },
  },
  'remove tag': {
    names: 'tagKey',
    apply(draft, { tagKey: key }) {
      draft.tags = draft.tags.filter((present) => present.key !== key);
    },
  },
  'remove attribute': {
    names: 'attributeName',
    apply(draft, { attributeName }) {
      draft.attributes = draft.attributes.filter((present) => present.name !== attributeName);
    },
  },
  'remove attributeTag': {
    names: 'both',
    apply(draft, { attributeName, tagKey: key }) {
      changeAttribute(draft, attributeName, (present) => {
        const { [key]: removed, ...others } = present.attributeTags ?? {};
        if (removed !== undefined) present.attributeTags = others;
      });
    },
  },
  'remove attributeDescription': {
    names: 'attributeName',
    apply(draft, { attributeName }) {
      changeAttribute(draft, attributeName, (present) => {
        delete present.description;
      });
    },
  },
  'add attribute': {
    value: ofType(attribute),
    apply: (draft, { value }) => addAttribute(draft, value),
  },
  // As the other one, for the devices that work it out from their children.
  'add attributeSystem': {
    value: ofType(attribute),
    apply(draft, { value }) {
      if (draft.deviceClass === 'system') addAttribute(draft, value);
    },
  },
};

function changeAttribute(draft: Draft, attributeName: string, change: (present: Attribute) => void): void {
  draft.attributes = draft.attributes.map((present) => {
    if (present.name !== attributeName) return present;
    const changed = { ...present };
    change(changed);
    return changed;
  });
}

function addAttribute(draft: Draft, value: Attribute): void {
  if (!draft.attributes.some((present) => present.name === value.name)) draft.attributes.push(value);
}

/**
 * Checks what the schema of the body cannot say: which operation goes with which target, and what it needs.
 *
 * @throws AppError Validation naming the field
 */
export function checkOperations(bodies: readonly OperationBody[]): void {
  for (const [index, body] of bodies.entries()) {
    const field = `updateOperations[${index}]`;
    const operation = operations[`${body.operation} ${body.target}`];
    if (!operation) throw invalid(`${field}.target`, `must not be ${body.target} for the operation ${body.operation}`);
    const { names } = operation;
    for (const needed of names === 'both' ? (['attributeName', 'tagKey'] as const) : names ? [names] : []) {
      if (body[needed] === undefined) throw invalid(`${field}.${needed}`, 'is required');
    }
    if (!operation.value) continue;
    if (body.value === undefined) throw invalid(`${field}.value`, 'is required');
    const value = operation.isTyped ? toNormalForm(body.value) : body.value;
    if (operation.value.Check(value)) continue;
    const [error] = operation.value.Errors(value);
    const path = (error?.instancePath ?? '').replaceAll('/', '.');
    throw invalid(`${field}.value${path}`, error?.message ?? 'is not valid');
  }
}

/** A name or the value of a tag as it is kept; anything else as it is. */
function toNormalForm(value: unknown): unknown {
  if (typeof value === 'string') return normalizeText(value);
  if (typeof value !== 'object' || value === null || !('value' in value)) return value;
  return { ...value, value: toNormalForm(value.value) };
}

/**
 * What is to be patched so that the fields are set and then the operations, which `checkOperations` has passed, are
 * applied in their order; undefined when that changes nothing about the device.
 */
export function planPatch(
  row: DeviceRow,
  fields: DevicePatch,
  bodies: readonly OperationBody[],
): DevicePatch | undefined {
  const present = toDevice(row, '', { connection: undefined });
  const before: Draft = {
    name: present.name,
    description: present.description,
    tags: present.tags,
    attributes: activeAttributes(row.attributes as StoredAttribute[]).map(({ key: _key, ...rest }) => rest),
    deviceClass: row.device_class as NonNullable<DevicePatch['deviceClass']>,
    parentId: row.parent_id,
    keepDuplicates: row.keep_duplicates,
    commandForms: row.command_forms,
    ...(row.gateway_id === null ? {} : { gatewayId: row.gateway_id }),
    ...(row.system_interval === null ? {} : { systemInterval: row.system_interval }),
  };
  const draft: Draft = structuredClone({ ...before, ...fields } as Draft);
  for (const body of bodies) {
    operations[`${body.operation} ${body.target}`]?.apply(draft, structuredClone(body) as unknown as Checked);
  }
  const changed = Object.entries(draft).filter(([field, value]) => {
    return !isDeepStrictEqual(value, before[field as keyof Draft]);
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}
