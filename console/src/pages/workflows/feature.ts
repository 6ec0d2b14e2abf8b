import type { Feature } from '../../shared/feature.ts';
import { WorkflowIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const workflows: Feature = {
  explains: t(
    'What happens when something else happens: a report, a call, a time, a button. Draw what is to be done, try it with a button, and watch each run come along.',
  ),
  help: 'workflows',
  routes,
  navigation: [
    { label: t('Workflows'), to: '/applications/$applicationId/workflows', icon: WorkflowIcon, group: 'data' },
  ],
  resourceIcons: { flow: WorkflowIcon },
};
