import type { TagPair } from '../../kernel/tags.ts';
import type { Attribute, CommandForm } from '../devices/index.ts';

/** What a column of the CSV says of a device. Results of a former call, when they are sent again, say nothing. */
export type ColumnRole = 'name' | 'description' | 'gatewayId' | 'parentId' | 'tag' | 'ignored';

export interface PlannedColumn {
  readonly header: string;
  readonly role: ColumnRole;
}

/** All that a row of CSV needs to become a device, as it was when the devices were asked for. Stored as JSON. */
export interface Plan {
  readonly recipe: {
    readonly name: string;
    readonly deviceName: string;
    readonly description: string;
    readonly tags: readonly TagPair[];
    readonly attributes: readonly Attribute[];
    readonly deviceClass: string;
    readonly gatewayId: string | null;
    readonly parentId: string | null;
    readonly systemInterval: number | null;
    readonly keepDuplicates: boolean;
    /** Not in plans of servers before there were forms. */
    readonly commandForms?: readonly CommandForm[];
  };
  readonly columns: readonly PlannedColumn[];
  readonly makesKeys: boolean;
}
