import type { Feature } from '../../shared/feature.ts';
import { TableIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const dataTables: Feature = {
  explains: t(
    'Tables of the application’s own, with columns of text, numbers and truth values: lists of parts, limits, shifts. Rows are edited here, and come from and go to CSV files.',
  ),
  help: 'data-tables',
  routes,
  navigation: [
    { label: t('Data tables'), to: '/applications/$applicationId/data-tables', icon: TableIcon, group: 'data' },
  ],
  resourceIcons: { dataTable: TableIcon },
};
