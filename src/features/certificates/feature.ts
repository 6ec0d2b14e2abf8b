import { defineFeature } from '../../platform/feature.ts';
import { devicesFeature } from '../devices/index.ts';
import { CertificateAuthorityService } from './authority-service.ts';
import { certificateAuthorityResource, deviceCertificateResource } from './resource.ts';
import { registerCertificateRoutes } from './routes.ts';
import { DeviceCertificateService } from './service.ts';
import { CertificateVerifier } from './verifier.ts';

/** Certificates that devices log in with, and the authorities that an application trusts to sign them. */
export const certificatesFeature = defineFeature({
  name: 'certificates',
  needs: { devices: devicesFeature },
  resources: [certificateAuthorityResource, deviceCertificateResource],
  create({ database, bus, now }, { devices: { directory } }) {
    const authorities = new CertificateAuthorityService({ database, bus, now });
    const certificates = new DeviceCertificateService({ database, bus, directory, now });
    return {
      api: { verifier: new CertificateVerifier({ database, now }) },
      routes: (router) => registerCertificateRoutes(router, { authorities, certificates }),
    };
  },
});
