import { createContext, useContext } from 'react';
import type { DashboardSearch } from './search.ts';
import type { Looker } from './use-dashboard-data.ts';

/** What the blocks of a dashboard know of it, to ask and do things of their own. */
export interface DashboardAround {
  readonly dashboardId: string;
  /** Undefined where nobody looks: in the editor. */
  readonly looker: Looker | undefined;
  readonly ctx: DashboardSearch['ctx'];
  /** The window that the toolbar shows, ms; undefined where there is none. */
  readonly duration: number | undefined;
  /** The name of the cross-hair that all graphs share; undefined: each has its own. */
  readonly crossHair: string | undefined;
  /** Whether this viewer may press the buttons of a block, or change the events that it lists. */
  readonly mayAct: (blockId: string) => boolean;
  readonly mayUpdate: (blockId: string) => boolean;
  /** Asks all blocks anew. */
  readonly renew: () => void;
}

const nobody: DashboardAround = {
  dashboardId: '',
  looker: undefined,
  ctx: {},
  duration: undefined,
  crossHair: undefined,
  mayAct: () => false,
  mayUpdate: () => false,
  renew: () => undefined,
};

export const DashboardContext = createContext<DashboardAround>(nobody);

/**
 * The dashboard that the calling block is on; outside of one a dashboard that nobody looks at, on which nothing is
 * allowed.
 */
export function useDashboardContext(): DashboardAround {
  return useContext(DashboardContext);
}
