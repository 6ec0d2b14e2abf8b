import type { TagPair } from '../../kernel/tags.ts';
import type { CommandForm } from '../devices/index.ts';
import type { Plan } from './stored-plan.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  device_recipe: { tags: TagPair[]; attributes: unknown[]; command_forms: CommandForm[] };
  device_recipe_job: { plan: Plan };
  device_recipe_step: { rows: string[][] };
  device_recipe_turn: object;
}
