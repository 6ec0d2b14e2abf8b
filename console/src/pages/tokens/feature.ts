import type { Feature } from '../../shared/feature.ts';
import { TokenIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const tokens: Feature = {
  explains: t(
    'Programs call the API with a token of the application: pick what it allows and when it expires. It is shown once.',
  ),
  help: 'access',
  routes,
  navigation: [{ label: t('API tokens'), to: '/applications/$applicationId/tokens', icon: TokenIcon, group: 'access' }],
  resourceIcons: { applicationApiToken: TokenIcon },
};
