import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { CertificateAuthorityService } from './authority-service.ts';
import {
  authorities,
  authoritiesQuery,
  authority,
  authorityPatch,
  authorityPost,
  certificate,
  certificatePatch,
  certificatePost,
  certificates,
  certificatesQuery,
} from './schemas.ts';
import type { DeviceCertificateService } from './service.ts';

/** Certificate authorities of an application, and the certificates of its devices. */
export function registerCertificateRoutes(
  router: ActionRouter,
  services: { authorities: CertificateAuthorityService; certificates: DeviceCertificateService },
): void {
  router.handle('applicationCertificateAuthorities.get', {
    summary: 'The certificate authorities that an application trusts.',
    query: authoritiesQuery,
    answer: authorities,
    handle: async (call) => services.authorities.list(call.application, call.query),
  });

  router.handle('applicationCertificateAuthorities.post', {
    summary: 'Trust a certificate authority to sign the certificates of devices.',
    body: authorityPost,
    answer: authority,
    handle: async (call) => services.authorities.create(call.application, call.body, call.change),
  });

  router.handle('applicationCertificateAuthority.get', {
    summary: 'One certificate authority.',
    answer: authority,
    handle: async (call) =>
      services.authorities.get(call.application, call.parameters.applicationCertificateAuthorityId),
  });

  router.handle('applicationCertificateAuthority.patch', {
    summary:
      'Change a certificate authority; connections that rest on it are closed when its status or bundle changes.',
    body: authorityPatch,
    answer: authority,
    handle: async (call) =>
      services.authorities.patch(
        call.application,
        call.parameters.applicationCertificateAuthorityId,
        call.body,
        call.change,
      ),
  });

  router.handle('applicationCertificateAuthority.delete', {
    summary: 'Delete a certificate authority; connections that rest on it are closed.',
    answer: successAnswer,
    handle: async (call) =>
      services.authorities.delete(call.application, call.parameters.applicationCertificateAuthorityId, call.change),
  });

  router.handle('applicationCertificates.get', {
    summary: 'The device certificates of an application.',
    query: certificatesQuery,
    answer: certificates,
    handle: async (call) => services.certificates.list(call.application, call.query),
  });

  router.handle('applicationCertificates.post', {
    summary: 'Register a certificate that devices may log in with.',
    body: certificatePost,
    answer: certificate,
    handle: async (call) => services.certificates.create(call.application, call.body, call.change),
  });

  router.handle('applicationCertificate.get', {
    summary: 'One device certificate.',
    answer: certificate,
    handle: async (call) => services.certificates.get(call.application, call.parameters.applicationCertificateId),
  });

  router.handle('applicationCertificate.patch', {
    summary: 'Change a device certificate; connections that were made with it are closed.',
    body: certificatePatch,
    answer: certificate,
    handle: async (call) =>
      services.certificates.patch(call.application, call.parameters.applicationCertificateId, call.body, call.change),
  });

  router.handle('applicationCertificate.delete', {
    summary: 'Delete a device certificate; connections that were made with it are closed.',
    answer: successAnswer,
    handle: async (call) =>
      services.certificates.delete(call.application, call.parameters.applicationCertificateId, call.change),
  });
}
