import type { Recipe } from '../../api/types.ts';
import {
  type CommandRow,
  listCommandFields,
  toCommandForms,
  toCommandRows,
} from '../../shared/devices/command-draft.ts';
import {
  type DeviceDraft,
  emptyDraft as emptyDevice,
  listFields as listDeviceFields,
  toBody as toDeviceBody,
} from '../../shared/devices/device-draft.ts';
import type { FieldNames } from '../../shared/form/field-errors.ts';

/** What somebody has typed of a recipe. `description` is the recipe's own. */
export interface RecipeDraft extends DeviceDraft {
  readonly deviceName: string;
  readonly deviceDescription: string;
  /** Empty: any. */
  readonly gatewayId: string;
  readonly commands: readonly CommandRow[];
}

export const emptyDraft: RecipeDraft = {
  ...emptyDevice,
  deviceName: '',
  deviceDescription: '',
  gatewayId: '',
  commands: [],
};

export function toDraft(recipe: Recipe): RecipeDraft {
  const { name, description, deviceName, deviceDescription, deviceClass, gatewayId = '' } = recipe;
  return {
    name,
    description,
    // A recipe without one of its own returns its name.
    deviceName: deviceName === name ? '' : deviceName,
    deviceDescription,
    deviceClass,
    gatewayId,
    commands: toCommandRows(recipe.commandForms),
    tags: recipe.tags.map((tag, row) => ({ ...tag, row })),
    attributes: recipe.attributes.map((attribute, key) => ({
      key,
      name: attribute.name,
      dataType: attribute.dataType,
      unit: attribute.attributeTags?.unit ?? '',
      stored: attribute,
    })),
  };
}

/** The body that makes or changes a recipe. */
export function toBody(draft: RecipeDraft) {
  const { deviceName, deviceDescription, deviceClass, gatewayId } = draft;
  return {
    ...toDeviceBody(draft),
    deviceName: deviceName === '' ? draft.name : deviceName,
    deviceDescription,
    commandForms: toCommandForms(draft.commands),
    ...(deviceClass === 'peripheral' && gatewayId !== '' ? { gatewayId } : {}),
  };
}

/** What the draft calls the fields that a refusal may name. */
export function listFields(draft: RecipeDraft): FieldNames {
  return {
    ...listDeviceFields(draft),
    ...listCommandFields(draft.commands),
    deviceName: 'deviceName',
    deviceDescription: 'deviceDescription',
    gatewayId: 'gatewayId',
  };
}
