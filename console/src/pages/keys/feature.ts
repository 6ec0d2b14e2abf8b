import type { Feature } from '../../shared/feature.ts';
import { KeyIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const keys: Feature = {
  explains: t(
    'Devices log in with an access key: for every device of the application, for some, or for those with a tag, and for which topics. The secret is shown once.',
  ),
  help: 'mqtt',
  routes,
  navigation: [{ label: t('Access keys'), to: '/applications/$applicationId/keys', icon: KeyIcon, group: 'access' }],
};
