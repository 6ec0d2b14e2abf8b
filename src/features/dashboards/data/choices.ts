import { invalid, notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/ids.ts';
import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { DeviceProfile, DeviceService } from '../../devices/index.ts';
import { covers, hasTags } from '../context.ts';
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
  const all = await listAll(variable, by);
  const wanted = filter.trim().toLowerCase();
  const found = all.filter(({ label }) => label.toLowerCase().includes(wanted));
  const items = found.slice(page * perPage, (page + 1) * perPage);
  return { items, page, hasMore: found.length > (page + 1) * perPage };
}

async function listAll(
  variable: ContextVariable,
  { devices, applications }: { devices: DeviceService; applications: readonly ApplicationRef[] },
): Promise<Choice[]> {
  const { type, validationEnabled = false, validationConfig = {} } = variable;
  if (type === 'deviceAttribute' && validationEnabled) {
    return sorted((validationConfig.attributes ?? []).map((name) => ({ value: name, label: name })));
  }
  const found: DeviceProfile[] = [];
  for (const application of applications) {
    const listed = await devices.list(application, undefined, { perPage: maxDevices });
    found.push(...(await devices.select(application, undefined, { deviceIds: listed.items.map(({ id }) => id) })));
  }
  if (type === 'deviceAttribute') {
    const names = new Set(found.flatMap(({ attributes }) => [...attributes.keys()]));
    return sorted([...names].map((name) => ({ value: name, label: name })));
  }
  if (type === 'deviceTag') {
    const patterns = validationEnabled ? (validationConfig.deviceTags ?? []) : [{}];
    const tags = found.flatMap((device) => device.tags.filter((tag) => patterns.some((each) => covers(each, tag))));
    const distinct = new Map(tags.map(({ key, value }) => [JSON.stringify([key, value]), { key, value }]));
    return sorted([...distinct.values()].map((tag) => ({ value: tag, label: `${tag.key} = ${tag.value}` })));
  }
  const { deviceIds = [], deviceTags = [] } = validationEnabled ? validationConfig : {};
  const isOpen = deviceIds.length === 0 && deviceTags.length === 0;
  const ids = new Set(deviceIds.map((id) => id.toLowerCase()));
  const allowed = found.filter(
    (device) => isOpen || ids.has(device.deviceId) || (deviceTags.length > 0 && hasTags(device, deviceTags)),
  );
  return sorted(allowed.map(({ deviceId, name }) => ({ value: deviceId, label: name })));
}

function sorted(choices: Choice[]): Choice[] {
  return choices.sort((one, other) => one.label.localeCompare(other.label));
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
