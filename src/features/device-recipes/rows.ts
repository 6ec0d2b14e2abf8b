import { csvLine } from '../../kernel/csv.ts';
import type { TagPair } from '../../kernel/tags.ts';
import type { DevicePost } from '../devices/index.ts';
import { recipeTag } from './plan.ts';
import type { Plan, PlannedColumn } from './stored-plan.ts';

/** One row of CSV as the device that it asks for. */
export interface PlannedRow {
  readonly body: DevicePost;
  /** The cells of the result, with what was used where they were blank; the name last where no column has it. */
  readonly cells: readonly string[];
  /** Why it asks for no device. */
  readonly refusal: string | undefined;
}

/**
 * Turns rows of CSV into what `devices.post` takes, but for the attributes, which all of them have in common.
 *
 * @param unnamedBefore how many rows before these have no name of their own
 */
export function planRows(
  plan: Plan,
  rows: readonly (readonly string[])[],
  unnamedBefore: number,
): readonly PlannedRow[] {
  let unnamed = unnamedBefore;
  return rows.map((cells) => planRow(plan, cells, () => unnamed++));
}

/** How many of the rows have no name of their own. */
export function countUnnamed(plan: Plan, rows: readonly (readonly string[])[]): number {
  const column = plan.columns.findIndex(({ role }) => role === 'name');
  return column < 0 ? rows.length : rows.filter((cells) => textOf(cells[column]) === undefined).length;
}

function planRow(plan: Plan, given: readonly string[], nextNumber: () => number): PlannedRow {
  const { recipe, columns } = plan;
  const cellOf = (role: string) => textOf(given[columns.findIndex((column) => column.role === role)]);
  const name = cellOf('name') ?? `${recipe.deviceName} ${String(nextNumber()).padStart(4, '0')}`;
  const description = cellOf('description') ?? recipe.description;
  const gatewayId = cellOf('gatewayId') ?? recipe.gatewayId ?? undefined;
  const parentId = cellOf('parentId') ?? recipe.parentId ?? undefined;
  const own = new Map<string, string>();
  const used: Partial<Record<PlannedColumn['role'], string>> = {
    name,
    description,
    gatewayId: gatewayId ?? '',
    parentId: parentId ?? '',
  };
  const cells = columns.flatMap(({ header, role }, index): string[] => {
    if (role === 'ignored') return [];
    if (role !== 'tag') return [used[role] ?? ''];
    const text = textOf(given[index]);
    if (text !== undefined) own.set(header, text);
    return [text ?? recipe.tags.find(({ key }) => key === header)?.value ?? ''];
  });
  const isNamed = columns.some(({ role }) => role === 'name');
  return {
    body: {
      name,
      description,
      tags: joinTags(recipe.tags, own, recipe.name),
      deviceClass: recipe.deviceClass as NonNullable<DevicePost['deviceClass']>,
      ...(gatewayId === undefined ? {} : { gatewayId }),
      ...(parentId === undefined ? {} : { parentId }),
      ...(recipe.systemInterval === null ? {} : { systemInterval: recipe.systemInterval }),
      keepDuplicates: recipe.keepDuplicates,
      ...(recipe.commandForms === undefined ? {} : { commandForms: [...recipe.commandForms] }),
    },
    cells: isNamed ? cells : [...cells, name],
    refusal:
      columns.length > 0 && given.length !== columns.length
        ? `The row has ${given.length} ${given.length === 1 ? 'cell' : 'cells'}, the header ${columns.length}`
        : undefined,
  };
}

/** What a cell says; one of blanks says nothing. */
function textOf(cell: string | undefined): string | undefined {
  return cell === undefined || cell.trim() === '' ? undefined : cell;
}

/** The recipe's tags, each replaced by what the row says of its key, and the tag that names the recipe. */
function joinTags(tags: readonly TagPair[], own: ReadonlyMap<string, string>, recipeName: string): TagPair[] {
  const kept = tags.filter(({ key }) => key !== recipeTag && !own.has(key));
  return [...kept, ...[...own].map(([key, value]) => ({ key, value })), { key: recipeTag, value: recipeName }];
}

/** What became of a row. */
export type Outcome =
  | { readonly deviceId: string; readonly key?: string; readonly secret?: string }
  | { readonly refusal: string };

/** The row's line of the result; its columns are those of `resultHeader`. */
export function resultLine({ makesKeys }: Plan, cells: readonly string[], outcome: Outcome): string {
  const made = 'deviceId' in outcome ? outcome : undefined;
  return csvLine([
    ...cells,
    made?.deviceId,
    ...(makesKeys ? [made?.key, made?.secret] : []),
    'refusal' in outcome ? outcome.refusal : undefined,
  ]);
}
