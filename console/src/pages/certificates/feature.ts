import type { Feature } from '../../shared/feature.ts';
import { CertificateIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const certificates: Feature = {
  explains: t(
    'Devices may log in with a certificate instead of an access key, if an authority that is trusted here has signed it.',
  ),
  help: 'device-certificates',
  routes,
  navigation: [
    {
      label: t('Certificates'),
      to: '/applications/$applicationId/certificates',
      icon: CertificateIcon,
      group: 'access',
    },
  ],
};
