import { AppError, invalid, notFound } from '../../../kernel/errors.ts';
import { parseJson } from '../../../kernel/json-text.ts';
import { type Principal, publicCaller } from '../../../kernel/principal.ts';
import { countCharacters } from '../../../kernel/text.ts';
import type { Database } from '../../../platform/database/database.ts';
import { compileTemplate } from '../../../platform/language/index.ts';
import type { DeviceCommandService } from '../../device-commands/index.ts';
import { findSource } from '../../events/index.ts';
import type { Buttons } from '../../workflow-runs/index.ts';
import { type BlockQuestion, requireApplication } from '../data/block-question.ts';
import { readHeld, toTemplateValues } from '../data/blocks/input.ts';
import { readObject, readText } from '../data/config.ts';
import type { DashboardData } from '../data/dashboard-data.ts';
import { refusing } from '../data/show-block.ts';
import type { ActPost } from '../data-schemas.ts';
import { deletePress, endPress, findPressResult, insertPress, listPresses } from '../press-store.ts';
import type { StoredPressResult } from '../stored-shapes.ts';
import type { Visit } from '../visitors.ts';
import { type Control, type ControlValue, findFault, isValueControl, readControls } from './control.ts';
import type { DashboardRights } from './rights.ts';

/** Devices that a button may command without being asked again (dashboards.md, "8. Controls (input)"). */
const maxUnasked = 10;
/** Of an answer, and of what is kept of it. */
const maxResults = 100;
/** Characters of a command's name, as where one is sent otherwise. */
const maxName = 255;
/** Presses that are listed. */
const maxListed = 200;

/** Presses buttons of input blocks (dashboards.md, "8. Controls (input)"): the browser says which values, the server what is sent. */
export class ButtonPresses {
  readonly #database: Database;
  readonly #data: DashboardData;
  readonly #rights: DashboardRights;
  readonly #commands: DeviceCommandService;
  readonly #buttons: Buttons;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    data: DashboardData;
    rights: DashboardRights;
    commands: DeviceCommandService;
    buttons: Buttons;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#data = options.data;
    this.#rights = options.rights;
    this.#commands = options.commands;
    this.#buttons = options.buttons;
    this.#now = options.now;
  }

  /**
   * Sends what a button sends with these values of the other controls.
   *
   * @throws AppError NotFound for a block or control that there is not, Forbidden, Validation naming the control, Conflict for
   *   many devices that nobody has confirmed
   */
  async press(visit: Visit, blockId: string, body: ActPost) {
    const block = visit.row.blocks.find(({ id, blockType }) => id === blockId && blockType === 'input');
    const controls = block ? readControls(readObject(block.config)) : [];
    const button = controls.find(({ id, type }) => id === body.controlId && type === 'button');
    if (!block || !button) throw notFound('Button');
    const deed = button.config.action === 'workflow' ? 'workflow' : 'command';
    if (!(await this.#rights.mayPress(visit, block, deed))) {
      throw new AppError('Forbidden', 'Only collaborators of the application may use the controls of this block');
    }
    const { values, plan } = await refusing(async () => {
      const question = await this.#data.prepare(visit, block, { ctx: body.ctx ?? {} });
      const entered = await this.#readValues(question, controls, body.values ?? {});
      const planned = { controls, values: entered, isConfirmed: body.confirmed === true };
      return { values: entered, plan: await this.#plan(question, button, planned) };
    });
    const known = { dashboardRowId: visit.row.dashboard_row_id, blockId, nonce: body.nonce };
    const db = this.#database.kysely;
    const pressRowId = await insertPress(db, {
      dashboard_row_id: known.dashboardRowId,
      block_id: blockId,
      control_id: button.id,
      nonce: body.nonce,
      pressed_by: JSON.stringify(await this.#describe(visit)),
      entered: JSON.stringify(Object.fromEntries(values)),
      result: null,
      time: new Date(this.#now()),
    });
    if (pressRowId === undefined) {
      const before = await findPressResult(db, known);
      const result = before ?? { kind: deed, count: 0, results: [] };
      return { ...this.#tell(visit, result), isRepeated: true };
    }
    try {
      const result = await plan(visit.principal ?? publicCaller);
      await endPress(db, pressRowId, result);
      return { ...this.#tell(visit, result), isRepeated: false };
    } catch (error) {
      await deletePress(db, pressRowId);
      throw error;
    }
  }

  /** Who has pressed what, newest first. */
  async list(dashboardRowId: number) {
    const rows = await listPresses(this.#database.kysely, dashboardRowId, maxListed);
    const items = rows.map((row) => ({
      time: row.time.toISOString(),
      blockId: row.block_id,
      controlId: row.control_id,
      pressedBy: row.pressed_by,
      values: row.entered,
      ...(row.result ?? { kind: 'unknown' as const, count: 0, results: [] }),
    }));
    return { count: items.length, items };
  }

  /** What was entered, or what the control holds otherwise. @throws AppError Validation naming the control */
  async #readValues(
    question: BlockQuestion,
    controls: readonly Control[],
    given: Readonly<Record<string, ControlValue>>,
  ): Promise<Map<string, ControlValue>> {
    const unknown = Object.keys(given).find((id) => !controls.some((each) => each.id === id && isValueControl(each)));
    if (unknown !== undefined) throw invalid('values', 'names a control that the block does not have');
    const values = new Map<string, ControlValue>();
    for (const control of controls.filter(isValueControl)) {
      const value = Object.hasOwn(given, control.id) ? given[control.id] : undefined;
      const fault = value === undefined ? undefined : findFault(control, value, (text) => question.texts.plain(text));
      const held = value === undefined || fault !== undefined ? await readHeld(question, control) : undefined;
      // A select also shows what the device holds, where that is none of its options.
      if (fault !== undefined && !(control.type === 'select' && held?.value === value)) {
        throw invalid(`values.${control.id}`, fault);
      }
      values.set(control.id, value ?? held?.value ?? '');
    }
    return values;
  }

  /** Works out what is to be sent, and returns what sends it. */
  async #plan(
    question: BlockQuestion,
    button: Control,
    {
      controls,
      values,
      isConfirmed,
    }: { controls: readonly Control[]; values: ReadonlyMap<string, ControlValue>; isConfirmed: boolean },
  ): Promise<(caller: Principal) => Promise<StoredPressResult>> {
    const { config } = button;
    const application = requireApplication(question);
    const seen = { ...question.common, ...toTemplateValues(controls, values) };
    if (config.action === 'workflow') {
      const workflowId = question.texts.plain(config.workflowId).trim().toLowerCase();
      const key = readText(config.buttonId);
      const { isText, payload } = renderPayload(config.payload, seen);
      if (isText) throw new AppError('Validation', 'The payload that the button makes is no JSON');
      return async (caller) => {
        const press = { key, ...(payload === undefined ? {} : { payload }) };
        await this.#buttons.press(application, caller, workflowId, press);
        return { kind: 'workflow', count: 1, results: [] };
      };
    }
    const { devices } = await question.reader.select(application, config, question.common);
    if (devices.length === 0) throw new AppError('Validation', 'The button commands no device');
    if (devices.length > maxUnasked && !isConfirmed) {
      throw new AppError('Conflict', `The button commands ${devices.length} devices; that has to be confirmed`, {
        details: { count: devices.length },
      });
    }
    const name = compileTemplate(readText(config.commandName), { escape: false }).render(seen).trim();
    if (name === '' || countCharacters(name) > maxName)
      throw new AppError('Validation', 'The button makes no name of a command');
    const { payload } = renderPayload(config.payload, seen);
    return async (caller) => {
      const heard = new Map<string, number>();
      await this.#commands.sendTo(application, caller, devices, {
        command: { name, ...(payload === undefined ? {} : { payload }) },
        onDelivered: (deviceId, count) => heard.set(deviceId, count),
      });
      const results = devices.slice(0, maxResults).map(({ deviceId, name: deviceName, deviceClass }) => ({
        deviceId,
        name: deviceName,
        ...(deviceClass === 'system'
          ? { status: 'refused' as const, message: 'A system device does not accept commands' }
          : { status: (heard.get(deviceId) ?? 0) > 0 ? ('sent' as const) : ('queued' as const) }),
      }));
      return { kind: 'command', count: devices.length, results };
    };
  }

  async #describe({ principal }: Visit) {
    if (!principal) return { type: 'public', id: '0'.repeat(24) };
    return findSource(this.#database.kysely, principal);
  }

  /** Those with whom the dashboard is shared are told how many, not which. */
  #tell({ standing }: Visit, { kind, count, results }: StoredPressResult) {
    if (standing !== 'shared') return { kind, count, results };
    return { kind, count, results: results.map(({ status }) => ({ status })) };
  }
}

/** What a JSON template makes: JSON, or the text that it is instead; undefined for an empty one. */
function renderPayload(template: unknown, seen: object): { payload: unknown; isText: boolean } {
  const text = compileTemplate(readText(template), { escape: 'json' }).render(seen);
  if (text.trim() === '') return { payload: undefined, isText: false };
  try {
    return { payload: parseJson(text), isText: false };
  } catch {
    return { payload: text, isText: true };
  }
}
