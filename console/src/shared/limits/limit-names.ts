import type { ApplicationLimit } from '../../api/types.ts';
import { t } from '../../words/words.ts';

/** What people call the limits. */
export const limitNames: Readonly<Record<ApplicationLimit['name'], string>> = {
  devices: t('Devices'),
  fileBytes: t('Space of files'),
  dataTableRows: t('Rows of data tables'),
  workflows: t('Workflows'),
  dashboards: t('Dashboards'),
  storedEvents: t('Stored events'),
  statesPerDay: t('States a day'),
  storedBytesPerDay: t('Stored a day'),
  commands: t('Commands'),
  connects: t('Connections'),
  events: t('Events'),
  deviceMessages: t('Messages of each device'),
};
