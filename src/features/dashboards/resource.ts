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

/** Parts of a dashboard that paths name; they have no rows of their own. */
export const dashboardBlockResource: Resource = {
  type: 'dashboardBlock',
  label: 'Block',
  parent: 'applicationDashboard',
  idParameter: 'blockId',
  table: 'dashboard',
  rowId: 'dashboard_row_id',
};
export const dashboardVariableResource: Resource = {
  type: 'dashboardVariable',
  label: 'Variable',
  parent: 'applicationDashboard',
  idParameter: 'variable',
  table: 'dashboard',
  rowId: 'dashboard_row_id',
};
export const dashboardVersionResource: Resource = {
  type: 'dashboardVersion',
  label: 'Version',
  parent: 'dashboard',
  idParameter: 'versionId',
  table: 'dashboard_version',
  rowId: 'dashboard_version_row_id',
};
