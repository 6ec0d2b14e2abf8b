/** What a member may do with one application or dashboard, where it is not what the member's role says. */
export interface RoleOverride {
  resourceId: string;
  role: 'collaborate' | 'view' | 'none';
}

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  organization: object;
  organization_member: { application_roles: RoleOverride[]; dashboard_roles: RoleOverride[] };
  organization_invite: { application_roles: RoleOverride[]; dashboard_roles: RoleOverride[] };
}

/** Views that everybody may read. */
export interface SharedViews {
  organization_directory: object;
  organization_role: { application_roles: RoleOverride[]; dashboard_roles: RoleOverride[] };
}
