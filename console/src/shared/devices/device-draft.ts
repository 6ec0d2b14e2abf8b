import type { Attribute, Device, Tag } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import type { FieldNames } from '../form/field-errors.ts';

/** A row of a form; `key` is React's, the rest is what will be sent. */
export interface AttributeRow {
  readonly key: number;
  readonly name: string;
  readonly dataType: Attribute['dataType'];
  readonly unit: string;
  /** The attribute as the device has it now: what the form does not show of it is sent back as it is. */
  readonly stored?: Attribute;
}

export interface TagRow extends Tag {
  readonly row: number;
}

/** What somebody has typed of a device. */
export interface DeviceDraft {
  readonly name: string;
  readonly description: string;
  readonly deviceClass: Device['deviceClass'];
  readonly tags: readonly TagRow[];
  readonly attributes: readonly AttributeRow[];
}

export const dataTypes: Attribute['dataType'][] = ['number', 'string', 'boolean', 'gps'];

/**
 * The form of a new device: standalone, with one row for an attribute, which is not sent unless something is typed into
 * it.
 */
export const emptyDraft: DeviceDraft = {
  name: '',
  description: '',
  deviceClass: 'standalone',
  tags: [],
  attributes: [{ key: 0, name: '', dataType: 'number', unit: '' }],
};

/** A draft of a device that exists; of a copy of it when it is to be cloned. */
export function toDraft(device: Device, { clone = false } = {}): DeviceDraft {
  return {
    name: clone ? t('{name} (copy)', { name: device.name }).slice(0, 255) : device.name,
    description: device.description ?? '',
    deviceClass: device.deviceClass ?? 'standalone',
    tags: (device.tags ?? []).map((tag, row) => ({ ...tag, row })),
    attributes: (device.attributes ?? []).map((attribute, key) => ({
      key,
      name: attribute.name,
      dataType: attribute.dataType,
      unit: attribute.attributeTags?.unit ?? '',
      stored: attribute,
    })),
  };
}

/** The body that makes or changes a device. Rows in which nothing was typed are left out. */
export function toBody(draft: DeviceDraft) {
  const { name, description, deviceClass } = draft;
  return {
    name,
    description,
    deviceClass,
    tags: keptTags(draft).map(({ key, value }) => ({ key, value })),
    attributes: keptAttributes(draft).map(({ name, dataType, unit, stored }) => {
      const { unit: _unit, ...otherTags } = stored?.attributeTags ?? {};
      const attributeTags = unit === '' ? otherTags : { ...otherTags, unit };
      const { attributeTags: _tags, ...rest } = stored ?? {};
      return { ...rest, name, dataType, ...(Object.keys(attributeTags).length === 0 ? {} : { attributeTags }) };
    }),
  };
}

function keptAttributes({ attributes }: DeviceDraft): readonly AttributeRow[] {
  return attributes.filter(({ name, unit }) => name !== '' || unit !== '');
}

function keptTags({ tags }: DeviceDraft): readonly TagRow[] {
  return tags.filter(({ key, value }) => key !== '' || value !== '');
}

/** What saving would do to what has been stored under the attributes of the device, in sentences. */
export function describeLosses(device: Device, draft: DeviceDraft): string[] {
  const rows = keptAttributes(draft);
  return (device.attributes ?? []).flatMap(({ name, dataType }) => {
    const same = rows.find((row) => row.name === name);
    if (!same)
      return [
        t('{name} goes: its values are no longer shown. They come back if it is added again with its type.', { name }),
      ];
    if (same.dataType === dataType) return [];
    return [
      t('{name} becomes {dataType}: everything stored under it as {dataType2} is dropped for good.', {
        name,
        dataType: same.dataType,
        dataType2: dataType,
      }),
    ];
  });
}

/**
 * What the draft calls the fields that a refusal may name: `attributes[1]` of the body is the second row that was sent,
 * which need not be the second row of the form.
 */
export function listFields(draft: DeviceDraft): FieldNames {
  const fields: Record<string, string> = { name: 'name', description: t('description'), deviceClass: 'deviceClass' };
  for (const [at, { key }] of keptAttributes(draft).entries()) fields[`attributes[${at}]`] = `attributes.${key}`;
  for (const [at, { row }] of keptTags(draft).entries()) fields[`tags[${at}]`] = `tags.${row}`;
  return fields;
}
