import type { Feature } from '../../shared/feature.ts';
import { FileIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const files: Feature = {
  explains: t('Files of the application in directories. A public one can be fetched by everybody who has its address.'),
  help: 'files',
  routes,
  navigation: [{ label: t('Files'), to: '/applications/$applicationId/files', icon: FileIcon, group: 'data' }],
  resourceIcons: { file: FileIcon },
};
