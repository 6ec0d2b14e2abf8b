import type { PageLinkRow } from './store.ts';

/** A page link as the API returns it; what opens it is not in it. */
export function toPageLink(row: PageLinkRow, { applicationId, now }: { applicationId: string; now: number }) {
  return {
    id: row.id,
    pageLinkId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    view: row.view,
    deviceIds: row.device_ids,
    deviceTags: row.device_tags,
    ...(row.attributes === null ? {} : { attributes: row.attributes }),
    expires: row.expires_at.toISOString(),
    isExpired: row.expires_at.getTime() <= now,
    _type: 'pageLink' as const,
    _links: { self: { href: `/applications/${applicationId}/page-links/${row.id}` } },
  };
}
