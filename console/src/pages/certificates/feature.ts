import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { CertificateIcon } from '../../shared/icons.tsx';

export const certificates: Feature = {
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
