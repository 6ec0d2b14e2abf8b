import { invalid } from '../../kernel/errors.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Attribute } from '../devices/index.ts';
import type { DevicesCsv } from './read-csv.ts';
import type { BulkCreatePost } from './schemas.ts';
import type { RecipeRow } from './store.ts';
import type { ColumnRole, Plan, PlannedColumn } from './stored-plan.ts';

/** The tag that says which recipe a device was made from. */
export const recipeTag = 'DeviceRecipe';

/** What the result has beside the columns that were sent. */
const resultColumns = ['losantDeviceId', 'losantDeviceKey', 'losantDeviceSecret', 'creationErrors'] as const;
const tagKeyPattern = /^[0-9a-zA-Z_-]{1,255}$/;
const maxTags = 100;

/**
 * Reads what is to become of a recipe and a CSV (resources.md, "Device recipes").
 *
 * @throws AppError Validation when a column that is named does not exist, or one that is not named is no tag key
 */
export function planDevices(recipe: RecipeRow, body: BulkCreatePost, { header }: Pick<DevicesCsv, 'header'>): Plan {
  return {
    recipe: {
      name: recipe.name,
      deviceName: recipe.device_name ?? recipe.name,
      description: recipe.device_description,
      tags: recipe.tags,
      attributes: recipe.attributes as Attribute[],
      deviceClass: recipe.device_class,
      gatewayId: body.gatewayId?.toLowerCase() ?? recipe.gateway_id,
      parentId: body.parentId?.toLowerCase() ?? recipe.parent_id,
      systemInterval: recipe.system_interval,
      keepDuplicates: recipe.keep_duplicates,
      commandForms: recipe.command_forms,
    },
    columns: planColumns(header.map(normalizeText), body),
    makesKeys: body.makeUniqueKeySecret ?? false,
  };
}

function planColumns(header: readonly string[], body: BulkCreatePost): PlannedColumn[] {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw invalid('csv', `must not have two columns called ${JSON.stringify(twice)}`);
  const roles = new Map<string, ColumnRole>();
  for (const role of ['name', 'description', 'gatewayId', 'parentId'] as const) {
    const field = `${role}Column` as const;
    const column = normalizeText(body[field] ?? '');
    if (column === '') continue;
    if (!header.includes(column)) throw invalid(field, `must name a column of the csv (${header.join(', ')})`);
    const other = roles.get(column);
    if (other) throw invalid(field, `must not name the same column as ${other}Column`);
    roles.set(column, role);
  }
  const columns = header.map((name): PlannedColumn => {
    const role = roles.get(name) ?? ((resultColumns as readonly string[]).includes(name) ? 'ignored' : 'tag');
    if (role === 'tag' && !tagKeyPattern.test(name)) {
      const rule = 'letters, digits, - and _, at most 255';
      throw invalid('csv', `has a column called ${JSON.stringify(name)}, which is no tag key (${rule})`);
    }
    if (role === 'tag' && name === recipeTag) {
      throw invalid('csv', `must not have a column called ${recipeTag}: devices get this tag from their recipe`);
    }
    return { header: name, role };
  });
  // One of them is the tag of the recipe's name.
  const tags = columns.filter(({ role }) => role === 'tag').length;
  if (tags >= maxTags) throw invalid('csv', `must not have more than ${maxTags - 1} columns of tags`);
  return columns;
}

/** The columns of the result: those that were sent, and what became of each row. */
export function resultHeader({ columns, makesKeys }: Plan): string[] {
  const [id, key, secret, errors] = resultColumns;
  const sent = columns.filter(({ role }) => role !== 'ignored').map(({ header }) => header);
  const isNamed = columns.some(({ role }) => role === 'name');
  return [...sent, ...(isNamed ? [] : [freeName(sent)]), id, ...(makesKeys ? [key, secret] : []), errors];
}

/** A tag may be called `name` too. */
function freeName(taken: readonly string[]): string {
  let name = 'name';
  for (let number = 2; taken.includes(name); number += 1) name = `name${number}`;
  return name;
}
