import type { Answer } from './shapes.ts';

/** Names for what the API answers. The shapes come from the OpenAPI document by way of schema.d.ts (`npm run generate`). */
export type Application = Answer<'GET', '/applications/{applicationId}'>;
export type Device = Answer<'GET', '/applications/{applicationId}/devices/{deviceId}'>;
export type Attribute = NonNullable<Device['attributes']>[number];
export type Tag = NonNullable<Device['tags']>[number];
export type AccessKey = Answer<'GET', '/applications/{applicationId}/keys/{applicationKeyId}'>;
export type FileItem = Answer<'GET', '/applications/{applicationId}/file/{fileId}'>;
export type ApiToken = Answer<'GET', '/me/tokens/{apiTokenId}'>;
export type Me = Answer<'GET', '/me'>;
export type User = Answer<'GET', '/users/{userId}'>;
export type Organization = Answer<'GET', '/orgs/{orgId}'>;
export type Member = Organization['members'][number];
export type Role = Member['role'];
export type Invitation = Answer<'GET', '/orgs/{orgId}/invites'>[number];
export type AuditLog = Answer<'GET', '/me/audit-logs/{auditLogId}'>;

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
