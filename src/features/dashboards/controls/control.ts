import type { AttributeValue } from '../../../kernel/attribute-value.ts';
import { countCharacters, cutText } from '../../../kernel/text.ts';
import { type Config, readList, readNumber, readObject, readText } from '../data/config.ts';

/** Types that hold a value, which templates see by the control's `templateId`. */
export const valueTypes = ['range', 'toggle', 'text', 'select'] as const;
export type ValueType = (typeof valueTypes)[number];
const controlTypes = [...valueTypes, 'help', 'button'] as const;

export type ControlValue = string | number | boolean;

/** A control of an input block (dashboards.md, "8. Controls (input)"). */
export interface Control {
  readonly id: string;
  readonly type: (typeof controlTypes)[number];
  readonly config: Config;
}

/** Controls of one block. */
const maxControls = 100;
/** Of a text, as long as its default may be. */
const maxText = 2048;
const maxOptions = 500;

/** The controls of a block; one of a type that there is not is left out. */
export function readControls(config: Config): Control[] {
  return readList(config.controls, maxControls)
    .map(readObject)
    .flatMap((each, index) => {
      const type = controlTypes.find((name) => name === each.type);
      return type === undefined ? [] : [{ id: readText(each.id) || String(index), type, config: each }];
    });
}

export function isValueControl(control: Control): control is Control & { readonly type: ValueType } {
  return valueTypes.some((type) => type === control.type);
}

/** The bounds of a range; `text` renders those that are templates. */
export function readRange(config: Config, text: (template: unknown) => string) {
  const min = readNumber(text(config.min)) ?? 0;
  const max = Math.max(min, readNumber(text(config.max)) ?? 100);
  const step = readNumber(text(config.step)) ?? 1;
  return { min, max, step: step > 0 ? step : 1 };
}

export function readOptions(config: Config): { value: string; label: string }[] {
  return readList(config.options, maxOptions)
    .map(readObject)
    .map((option) => ({ value: readText(option.value), label: readText(option.label) || readText(option.value) }));
}

/** What a control holds when neither a device nor a person has said. */
export function readDefault({ type, config }: Control, text: (template: unknown) => string): ControlValue {
  switch (type) {
    case 'range': {
      const { min, max } = readRange(config, text);
      return Math.min(max, Math.max(min, readNumber(text(config.defaultValue)) ?? min));
    }
    case 'toggle':
      return config.defaultValue === true || readText(config.defaultValue) === 'true';
    case 'select':
      return text(config.defaultValue) || (readOptions(config)[0]?.value ?? '');
    default:
      return text(config.defaultValue);
  }
}

/** What a device's value means for a control; undefined when it does not fit. */
export function fitDeviceValue(
  { type, config }: Control,
  value: AttributeValue,
  text: (template: unknown) => string,
): ControlValue | undefined {
  switch (type) {
    case 'range': {
      const number = typeof value === 'boolean' ? undefined : readNumber(value);
      const { min, max } = readRange(config, text);
      return number !== undefined && number >= min && number <= max ? number : undefined;
    }
    case 'toggle':
      if (typeof value === 'boolean') return value;
      return [1, '1', 'true'].includes(value) ? true : [0, '0', 'false'].includes(value) ? false : undefined;
    default:
      return cutText(String(value), maxText);
  }
}

/** Why a value that somebody has entered cannot be had, in words; undefined when it can. */
export function findFault(control: Control, value: unknown, text: (template: unknown) => string): string | undefined {
  switch (control.type) {
    case 'range': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
      const { min, max, step } = readRange(control.config, text);
      if (value < min || value > max) return `must be from ${min} to ${max}`;
      const steps = (value - min) / step;
      // What a browser adds up in steps of 0.1 is off by the last bits of its numbers.
      return Math.abs(steps - Math.round(steps)) > 1e-6 && value !== max ? `must be in steps of ${step}` : undefined;
    }
    case 'toggle':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'text':
      return typeof value === 'string' && countCharacters(value) <= maxText
        ? undefined
        : `must be a text of at most ${maxText} characters`;
    case 'select':
      return readOptions(control.config).some((option) => option.value === value)
        ? undefined
        : 'must be one of the options';
    default:
      return 'holds no value';
  }
}
