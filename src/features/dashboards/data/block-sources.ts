import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Config } from '../../../platform/config.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { ApplicationService } from '../../applications/index.ts';
import type { ConnectionStatusService } from '../../connections/index.ts';
import type { DataTableRows } from '../../data-tables/index.ts';
import type { FlowList } from '../../workflows/index.ts';
import type { toDashboard } from '../representation.ts';

/** A dashboard as lists show it. */
export type ListedDashboard = ReturnType<typeof toDashboard>;

/** Hosts besides the server's own that pages may show something of, as the operator has set them. */
export interface ForeignHosts {
  readonly images: readonly string[];
  /** `*`: any. */
  readonly frames: readonly string[];
  readonly tiles: { readonly normal?: string; readonly satellite?: string; readonly attribution?: string };
}

export function foreignHostsOf(
  config: Pick<Config, 'imageHosts' | 'frameHosts' | 'mapTiles' | 'mapSatellite' | 'mapAttribution'>,
): ForeignHosts {
  return {
    images: config.imageHosts ?? [],
    frames: config.frameHosts ?? [],
    tiles: {
      ...(config.mapTiles === undefined ? {} : { normal: config.mapTiles }),
      ...(config.mapSatellite === undefined ? {} : { satellite: config.mapSatellite }),
      ...(config.mapAttribution === undefined ? {} : { attribution: config.mapAttribution }),
    },
  };
}

/** What blocks read besides devices, states and events. */
export interface BlockSources {
  readonly database: Database;
  readonly rows: DataTableRows;
  readonly flows: FlowList;
  readonly connections: ConnectionStatusService;
  readonly applications: Pick<ApplicationService, 'list'>;
  /** The dashboards that somebody may see: of an application, or all of the caller's own. */
  readonly listDashboards: (
    viewer: Principal,
    asked: { readonly filter: string; readonly application: ApplicationRef | undefined },
  ) => Promise<{ readonly items: readonly ListedDashboard[]; readonly totalCount: number }>;
  readonly hosts: ForeignHosts;
}
