import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { FileIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const files: Feature = {
  explains: t('Files of the application in directories. A public one can be fetched by everybody who has its address.'),
  help: 'files',
  routes: [
    {
      path: '/applications/$applicationId/files',
      component: lazyRouteComponent(() => import('./files-page.tsx'), 'FilesPage'),
    },
    {
      path: '/applications/$applicationId/files/$fileId',
      component: lazyRouteComponent(() => import('./file-page.tsx'), 'FilePage'),
    },
  ],
  navigation: [{ label: t('Files'), to: '/applications/$applicationId/files', icon: FileIcon, group: 'data' }],
  resourceIcons: { file: FileIcon },
};
