import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { CertificateIcon } from '../../shared/icons.tsx';

export const certificates: Feature = {
  explains:
    'Devices may log in with a certificate instead of an access key, if an authority that is trusted here has signed it.',
  help: 'device-certificates',
  routes: [
    {
      path: '/applications/$applicationId/certificates',
      component: lazyRouteComponent(() => import('./certificates-page.tsx'), 'CertificatesPage'),
    },
  ],
  navigation: [
    { label: 'Certificates', to: '/applications/$applicationId/certificates', icon: CertificateIcon, group: 'access' },
  ],
};
