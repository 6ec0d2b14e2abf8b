import type { BundleProblem } from './plan.ts';
import type { StoredPlan } from './stored-plan.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  application_import: { counts: Record<string, number>; problems: BundleProblem[]; plan: StoredPlan };
  application_import_piece: object;
  application_import_turn: object;
}
