import type { TagPair } from '../../kernel/tags.ts';
import type { CommandForm } from './command-forms.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  device: { tags: TagPair[]; attributes: unknown[]; command_forms: CommandForm[] };
}

/** Views that everybody may read. */
export interface SharedViews {
  device_directory: { tags: DeclaredTables['device']['tags']; attributes: DeclaredTables['device']['attributes'] };
}
