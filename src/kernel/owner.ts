/** Whose something is: a user's sandbox, or an organization. */
export interface OwnerRef {
  readonly ownerType: 'user' | 'organization';
  /** 24-hex id of the user or organization. */
  readonly ownerId: string;
}

/** An application that a caller is known to reach. */
export interface ApplicationRef extends OwnerRef {
  readonly applicationRowId: number;
  readonly applicationId: string;
}

/** An organization that a caller is known to reach. */
export interface OrganizationRef {
  readonly organizationRowId: number;
  readonly organizationId: string;
}
