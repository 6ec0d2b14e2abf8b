import type { Feature } from '../../shared/feature.ts';
import { EdgeIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const edgeDeployments: Feature = {
  explains: t(
    'Which version of an edge workflow each edge device should run, and which it says that it runs. Release a version to devices or to all with a tag; their agents fetch it and report. A device whose agent could not run it says why.',
  ),
  help: 'edge-deployments',
  routes,
  navigation: [
    {
      label: t('Edge deployments'),
      to: '/applications/$applicationId/edge-deployments',
      icon: EdgeIcon,
      group: 'data',
    },
  ],
};
