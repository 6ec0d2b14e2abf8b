import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request, requestTagged } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { takeEarly } from './early-answers.ts';

export type Dashboard = Answer<'GET', '/dashboards/{dashboardId}'>;
export type DashboardItem = Answer<'GET', '/dashboards'>['items'][number];

/** A block as the page works with it; whatever else it holds is kept as it is. */
export interface Block {
  readonly id: string;
  readonly blockType: string;
  readonly title?: string;
  readonly description?: string;
  readonly applicationId?: string;
  readonly startX: number;
  readonly startY: number;
  readonly width: number;
  readonly height: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

export const dashboardsPerPage = 50;

/** Those of an application; without one, the user's own that belong to none. */
export const dashboardsQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.dashboardList({ applicationId, page }),
    queryFn: () =>
      request('GET', '/dashboards', { query: { applicationId, page, perPage: dashboardsPerPage, summary: true } }),
    placeholderData: keepPreviousData,
  });

/** A dashboard with the tag by which a change tells what it was made of. */
export const askDashboard = (dashboardId: string) =>
  requestTagged('GET', '/dashboards/{dashboardId}', { path: { dashboardId } });

export const dashboardQuery = (dashboardId: string) => {
  const queryKey = keys.dashboard(dashboardId);
  type Asked = ReturnType<typeof askDashboard>;
  return queryOptions({
    queryKey,
    queryFn: (): Asked => takeEarly<Awaited<Asked>>(queryKey) ?? askDashboard(dashboardId),
  });
};

export function blocksOf({ blocks = [] }: Pick<Dashboard, 'blocks'>): readonly Block[] {
  return blocks as unknown as readonly Block[];
}
