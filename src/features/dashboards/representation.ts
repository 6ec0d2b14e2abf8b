import type { Block } from './schemas.ts';
import type { DashboardRow } from './store.ts';

/** How a caller sees a dashboard: because it is shared, or with a role. */
export type Standing = 'shared' | 'view' | 'collaborate';

/** Compared by If-Match: another one after each change. */
export function etagOf({ id, revision }: Pick<DashboardRow, 'id' | 'revision'>): string {
  return `"${id}-${revision}"`;
}

/** A dashboard as the API returns it to those with a role. */
export function toDashboard(row: DashboardRow, options: { summary?: boolean; access?: Standing } = {}) {
  return {
    ...toShownFields(row),
    ownerId: row.owner_id ?? '',
    ownerType: row.owner_type as 'user' | 'organization',
    ...(row.organization_name === null ? {} : { organizationName: row.organization_name }),
    ...(row.organization_icon_color === null ? {} : { organizationIconColor: row.organization_icon_color }),
    ...(row.application_id === null ? {} : { applicationId: row.application_id }),
    ...(row.application_name === null ? {} : { applicationName: row.application_name }),
    ...(options.access === undefined ? {} : { access: options.access }),
    ...(options.summary
      ? { blockCount: row.blocks.length }
      : {
          blocks: row.blocks,
          contextConfiguration: row.context_configuration,
          // To whom reports go is not for those who only look (dashboards.md, "10. Reports"), and what a caller of a list
          // may do with each dashboard is not looked up: lists leave it out.
          ...(options.access !== 'collaborate' ? {} : { reportConfigs: row.report_configs }),
          ...(row.extras === null ? {} : { signalbox: row.extras }),
        }),
  };
}

/**
 * A dashboard as those see it with whom it is shared (dashboards.md, "2. Who may see it, and what sharing opens"): where
 * its blocks are and what they are called, never what they ask for.
 */
export function toSharedDashboard(row: DashboardRow) {
  return {
    ...toShownFields(row),
    access: 'shared' as const,
    blocks: row.blocks.map(withoutQuestion),
    // What cannot be chosen stays at a default that may name a device: it is not told.
    contextConfiguration: row.context_configuration
      .filter(({ validationEnabled }) => validationEnabled)
      .map(({ name, type, defaultValue }) => ({ name, type, defaultValue, validationEnabled: true })),
  };
}

function toShownFields(row: DashboardRow) {
  return {
    id: row.id,
    dashboardId: row.id,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    refreshRate: row.refresh_rate,
    defaultTheme: row.default_theme as 'light' | 'dark',
    duration: Number(row.duration),
    resolution: Number(row.resolution),
    public: row.is_public,
    isPasswordProtected: row.is_password_protected ?? false,
    _type: 'dashboard' as const,
    _links: { self: { href: `/dashboards/${row.id}` } },
  };
}

function withoutQuestion({ id, blockType, startX, startY, width, height }: Block) {
  return { id, blockType, startX, startY, width, height, config: {} };
}
