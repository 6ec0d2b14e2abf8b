import { invalid, notFound } from '../../../kernel/errors.ts';
import { compareTexts, foldCase } from '../../../kernel/fold-case.ts';
import { matchesGlob } from '../../../kernel/glob.ts';
import { isId } from '../../../kernel/ids.ts';
import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { DeviceProfile, DeviceService } from '../../devices/index.ts';
import { covers } from '../context.ts';
import type { ContextVariable, TagPair } from '../schemas.ts';

/** Choices of one page (dashboards.md, "5. Data: one request, one stream"). */
const perPage = 100;
/** Devices that are looked through for tags and attributes. */
const maxDevices = 1000;

export interface Choice {
  readonly value: string | TagPair;
  readonly label: string;
}

export interface Choices {
  readonly items: readonly Choice[];
  readonly page: number;
  readonly hasMore: boolean;
  readonly min?: number;
  readonly max?: number;
}

/**
 * What a variable may be set to, for its menu: never a value that would be refused.
 *
 * @param by.applications those whose devices the variable means
 */
export async function listChoices(
  variable: ContextVariable,
  { filter = '', page = 0 }: { filter?: string | undefined; page?: number | undefined },
  by: { devices: DeviceService; applications: readonly ApplicationRef[]; isShared: boolean },
): Promise<Choices> {
  const { type, validationEnabled = false, validationConfig = {} } = variable;
  const nothing = { items: [], page, hasMore: false };
  // What is not validated stays at its default for those with whom the dashboard is shared.
  if (by.isShared && !validationEnabled) return nothing;
  if (type === 'number') {
    const { min, max } = validationEnabled ? validationConfig : {};
    return { ...nothing, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  if (type === 'string' || type === 'experienceUser') return nothing;
  const wanted = filter.trim();
  const all = await listAll(variable, { ...by, wanted });
  const found = wanted === '' ? all : all.filter(({ label }) => matchesGlob(`*${wanted}*`, label));
  const items = found.slice(page * perPage, (page + 1) * perPage);
  return { items, page, hasMore: found.length > (page + 1) * perPage };
}

async function listAll(
  variable: ContextVariable,
  by: { devices: DeviceService; applications: readonly ApplicationRef[]; wanted: string },
): Promise<Choice[]> {
  const { devices, applications } = by;
  const { type, validationEnabled = false, validationConfig = {} } = variable;
  if (type === 'deviceAttribute' && validationEnabled) {
    return sorted((validationConfig.attributes ?? []).map((name) => ({ value: name, label: name })));
  }
  if (type !== 'deviceAttribute' && type !== 'deviceTag') return listDevices(variable, by);
  const found: DeviceProfile[] = [];
  for (const application of applications) {
    const listed = await devices.list(application, undefined, { perPage: maxDevices });
    found.push(...(await devices.select(application, undefined, { deviceIds: listed.items.map(({ id }) => id) })));
  }
  if (type === 'deviceAttribute') {
    const names = new Set(found.flatMap(({ attributes }) => [...attributes.keys()]));
    return sorted([...names].map((name) => ({ value: name, label: name })));
  }
  const patterns = validationEnabled ? (validationConfig.deviceTags ?? []) : [{}];
  const tags = found.flatMap((device) => device.tags.filter((tag) => patterns.some((each) => covers(each, tag))));
  const distinct = new Map(tags.map(({ key, value }) => [JSON.stringify([key, value]), { key, value }]));
  return sorted([...distinct.values()].map((tag) => ({ value: tag, label: `${tag.key} = ${tag.value}` })));
}

/** Looks for the name first and limits afterwards, so that a device of a large application is found by its name. */
async function listDevices(
  { validationEnabled = false, validationConfig = {} }: ContextVariable,
  {
    devices,
    applications,
    wanted,
  }: { devices: DeviceService; applications: readonly ApplicationRef[]; wanted: string },
): Promise<Choice[]> {
  const { deviceIds = [], deviceTags = [] } = validationEnabled ? validationConfig : {};
  const isOpen = deviceIds.length === 0 && deviceTags.length === 0;
  const named = wanted === '' ? {} : { filterField: 'name', filter: `*${wanted}*` };
  const found: { readonly deviceId: string; readonly name: string }[] = [];
  for (const application of applications) {
    if (isOpen) found.push(...(await devices.list(application, undefined, { perPage: maxDevices, ...named })).items);
    else {
      const selection = deviceTags.length === 0 ? { deviceIds } : { deviceIds, deviceTags };
      found.push(...(await devices.select(application, undefined, selection)));
    }
  }
  return sorted(found.map(({ deviceId, name }) => ({ value: deviceId, label: name })));
}

/** As lists are sorted: by code points, without regard to case. */
function sorted(choices: Choice[]): Choice[] {
  return choices
    .map((choice) => ({ choice, folded: foldCase(choice.label) }))
    .sort((one, other) => compareTexts(one.folded, other.folded))
    .map(({ choice }) => choice);
}

/** The variable of this name. @throws AppError NotFound */
export function requireVariable(variables: readonly ContextVariable[], name: string): ContextVariable {
  const variable = variables.find((each) => each.name === name);
  if (!variable) throw notFound('Variable');
  return variable;
}

/** The applications whose devices a variable means: its own, the dashboard's, or those of its blocks. */
export function applicationsOf(
  variable: Pick<ContextVariable, 'applicationId'>,
  row: { readonly application_id: string | null; readonly blocks: readonly { readonly applicationId?: string }[] },
): string[] {
  const own = variable.applicationId?.toLowerCase() ?? row.application_id;
  const ids = own ? [own] : [...new Set(row.blocks.flatMap(({ applicationId }) => applicationId ?? []))];
  if (ids.some((id) => !isId(id))) throw invalid('applicationId', 'must be 24 hexadecimal digits');
  return ids;
}
