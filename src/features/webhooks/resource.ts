import type { Resource } from '../../platform/resources/resource.ts';

export const webhookResource: Resource = {
  type: 'webhook',
  label: 'Webhook',
  parent: 'application',
  idParameter: 'webhookId',
  table: 'webhook',
  isVersioned: true,
  rowId: 'webhook_row_id',
  nameColumn: 'name',
  auditType: 'Webhook',
  search: { name: 'name', descriptor: 'description' },
  summaryField: 'webhookCount',
  isRecent: true,
  consolePath: '/applications/{applicationId}/webhooks/{id}',
  // Neither the token, which is a new one there, nor the password, which nobody can read.
  transfer: {
    path: '/applications/{applicationId}/webhooks',
    fields: [
      'name',
      'description',
      'enabled',
      'responseCode',
      'verificationType',
      'verificationCode',
      'waitForReply',
      'basicAuthUsername',
      'castBuffersAs',
      'annotateMultipart',
    ],
  },
};
