import type { Resource } from '../../platform/resources/resource.ts';
import { findDashboardOwner } from './store.ts';

/** What people look at all day: blocks that show what devices report (dashboards.md, "1. The resource"). */
export const dashboardResource: Resource = {
  type: 'dashboard',
  label: 'Dashboard',
  parent: 'owner',
  idParameter: 'dashboardId',
  table: 'dashboard',
  directory: 'dashboard_directory',
  rowId: 'dashboard_row_id',
  nameColumn: 'name',
  auditType: 'Dashboard',
  isRecent: true,
  consolePath: '/dashboards/{id}',
  search: { name: 'name', descriptor: 'description' },
  findOwner: findDashboardOwner,
};

/**
 * The same under the path of its application. It is the dashboard's row that is searched, recorded and remembered; this only
 * tells the guard that the path names one.
 */
export const applicationDashboardResource: Resource = {
  type: 'applicationDashboard',
  label: 'Dashboard',
  parent: 'application',
  idParameter: 'dashboardId',
  table: 'dashboard',
  rowId: 'dashboard_row_id',
  nameColumn: 'name',
};
