import type { Answer } from './shapes.ts';

/** Names for what the API returns. The shapes come from the OpenAPI document by way of schema.d.ts (`npm run generate`). */
export type Application = Answer<'GET', '/applications/{applicationId}'>;
export type ApplicationLimit = Answer<'GET', '/applications/{applicationId}/limits'>['items'][number];
export type InstallationLimits = Answer<'GET', '/limits'>;
export type Device = Answer<'GET', '/applications/{applicationId}/devices/{deviceId}'>;
export type Attribute = NonNullable<Device['attributes']>[number];
export type CommandForm = NonNullable<Device['commandForms']>[number];
export type Tag = NonNullable<Device['tags']>[number];
export type Recipe = Answer<'GET', '/applications/{applicationId}/device-recipes/{deviceRecipeId}'>;
export type AccessKey = Answer<'GET', '/applications/{applicationId}/keys/{applicationKeyId}'>;
export type Certificate = Answer<'GET', '/applications/{applicationId}/certificates/{applicationCertificateId}'>;
export type CertificateAuthority = Answer<
  'GET',
  '/applications/{applicationId}/certificate-authorities/{applicationCertificateAuthorityId}'
>;
export type CertificateInfo = Certificate['certificateInfo'];
export type Credential = Answer<'GET', '/applications/{applicationId}/credentials/{credentialId}'>;
export type FileItem = Answer<'GET', '/applications/{applicationId}/file/{fileId}'>;
export type ApiToken = Answer<'GET', '/me/tokens/{apiTokenId}'>;
export type Me = Answer<'GET', '/me'>;
export type User = Answer<'GET', '/users/{userId}'>;
export type Organization = Answer<'GET', '/orgs/{orgId}'>;
export type Member = Organization['members'][number];
export type Role = Member['role'];
export type Invitation = Answer<'GET', '/orgs/{orgId}/invites'>[number];
export type AuditLog = Answer<'GET', '/me/audit-logs/{auditLogId}'>;
/** An event of an application; `Event` is the browser's. */
export type EventItem = Answer<'GET', '/applications/{applicationId}/events/{eventId}'>;

export interface Page<T> {
  readonly items: readonly T[];
  readonly totalCount: number;
}

/** Newest reported value of each attribute. */
export type CompositeState = Readonly<Record<string, { readonly value?: unknown; readonly time?: string }>>;

/** The data of a `deviceState` event; streams are not in the document. */
export interface StateEvent {
  readonly time: string | number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The data of an `event` event of `eventsStream`. */
export interface EventChange {
  readonly kind: 'created' | 'changed' | 'deleted';
  readonly id: string;
  readonly level: EventItem['level'];
  readonly state: EventItem['state'];
  readonly subject: string;
}
