import {
  type Control,
  type ControlValue,
  findFault,
  fitDeviceValue,
  isValueControl,
  readControls,
  readDefault,
  readOptions,
  readRange,
} from '../../controls/control.ts';
import { type BlockData, type BlockQuestion, readColor, requireApplication, selectSegment } from '../block-question.ts';
import { readNumber, readObject, readText } from '../config.ts';
import { askValue } from '../value-query.ts';

/** dashboards.md, "8. Controls (input)". */
export async function showInput(question: BlockQuestion): Promise<BlockData> {
  const { config } = question;
  const controls = readControls(config);
  const held = new Map(
    await Promise.all(
      controls.filter(isValueControl).map(async (control) => [control.id, await readHeld(question, control)] as const),
    ),
  );
  const values = toTemplateValues(
    controls,
    new Map([...held].map(([id, { value }]) => [id, enteredFor(question, controls, id) ?? value])),
  );
  const told = await Promise.all(
    controls.map((control) => tellControl(question, control, { held: held.get(control.id), values })),
  );
  return {
    isEmpty: controls.length === 0,
    data: { mode: config.defaultMode === 'unlocked' ? 'unlocked' : 'locked', controls: told },
  };
}

/** What templates of a block see of its controls. */
export function toTemplateValues(
  controls: readonly Control[],
  values: ReadonlyMap<string, ControlValue>,
): Record<string, ControlValue> {
  return Object.fromEntries(
    controls.flatMap(({ id, config }) => {
      const value = values.get(id);
      const name = readText(config.templateId);
      return value === undefined || name === '' ? [] : [[name, value] as const];
    }),
  );
}

interface Held {
  readonly value: ControlValue;
  /** Whether it is the device's. */
  readonly isLive?: boolean;
  readonly time?: string;
  readonly problem?: string;
}

/** The value of a control: the device's by its `defaultQuery`, or its static default. */
export async function readHeld(question: BlockQuestion, control: Control): Promise<Held> {
  const { texts, reader } = question;
  const text = (template: unknown): string => texts.plain(template);
  const standard = readDefault(control, text);
  const query = readObject(control.config.defaultQuery);
  if (readText(query.attribute).trim() === '') return { value: standard };
  const { selected, attribute } = await selectSegment(question, query);
  const window = { ...question.window, duration: 0, resolution: 0 };
  const { found, missing } = await askValue(reader, { selected, segment: query, attribute }, window);
  if (!found) {
    const { reason = 'noData' } = missing ?? {};
    const why = {
      noDevice: 'there is no device',
      noAttribute: 'the device has no such attribute',
      noData: 'the device has reported nothing',
    };
    return { value: standard, problem: why[reason] };
  }
  const fitting = fitDeviceValue(control, found.value, text);
  const time = new Date(found.time).toISOString();
  if (fitting === undefined) return { value: standard, time, problem: 'the value of the device does not fit' };
  return { value: fitting, isLive: true, time };
}

/** What somebody is about to enter, where it can be had. */
function enteredFor(question: BlockQuestion, controls: readonly Control[], id: string): ControlValue | undefined {
  if (!Object.hasOwn(question.entered, id)) return undefined;
  const control = controls.find((each) => each.id === id);
  const value = question.entered[id];
  const isFault = !control || findFault(control, value, (template) => question.texts.plain(template)) !== undefined;
  return isFault ? undefined : (value as ControlValue);
}

async function tellControl(
  question: BlockQuestion,
  control: Control,
  { held, values }: { held: Held | undefined; values: object },
) {
  const { texts } = question;
  const { id, type, config } = control;
  const grid = readObject(config.grid);
  const common = {
    id,
    type,
    label: texts.markdown(config.label),
    color: readColor(config.color),
    grid: {
      x: readNumber(grid.x) ?? 0,
      y: readNumber(grid.y) ?? 0,
      w: readNumber(grid.w) ?? 4,
      h: readNumber(grid.h) ?? 1,
    },
  };
  switch (type) {
    case 'range':
      return { ...common, ...readRange(config, (template) => texts.plain(template)), ...held };
    case 'toggle':
      return { ...common, includeLabel: config.includeLabel === true, ...held };
    case 'text':
      return { ...common, ...held };
    case 'select': {
      const options = readOptions(config);
      // What the device holds is shown even where it is none of the options.
      const value = String(held?.value ?? '');
      const isKnown = value === '' || options.some((option) => option.value === value);
      return { ...common, options: isKnown ? options : [...options, { value, label: value }], ...held };
    }
    case 'help':
      return { ...common, text: texts.markdown(config.help, values) };
    case 'button':
      return { ...common, ...(await tellButton(question, control)) };
  }
}

async function tellButton(question: BlockQuestion, { config }: Control) {
  const { texts, reader } = question;
  const confirm = texts.plain(readObject(config.signalbox).confirm).trim();
  const asks = confirm === '' ? {} : { confirm };
  if (config.action === 'workflow') return { action: 'workflow', ...asks };
  const selected = await reader.select(requireApplication(question), config, question.common);
  return { action: 'command', deviceCount: selected.devices.length, ...asks };
}
