import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { FileIcon } from '../../shared/icons.tsx';

export const files: Feature = {
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
  navigation: [{ label: 'Files', to: '/applications/$applicationId/files', icon: FileIcon, group: 'data' }],
  resourceIcons: { file: FileIcon },
};
