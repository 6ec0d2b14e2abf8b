import type { ApplicationLimit } from '../../api/types.ts';

/** What people call the limits. */
export const limitNames: Readonly<Record<ApplicationLimit['name'], string>> = {
  devices: 'Devices',
  fileBytes: 'Space of files',
  dataTableRows: 'Rows of data tables',
  workflows: 'Workflows',
  dashboards: 'Dashboards',
  statesPerDay: 'States a day',
  storedBytesPerDay: 'Stored a day',
  commands: 'Commands',
  connects: 'Connections',
  events: 'Events',
  deviceMessages: 'Messages of each device',
};
