import type { Database } from '../../platform/database/database.ts';
import type { DeviceDirectory, DeviceService } from '../devices/index.ts';
import type { ExportKind } from './kinds.ts';
import { type DevicesRequest, deviceLines, type StatesRequest, stateLines } from './lines.ts';

/** What this feature itself exports: what devices have reported, and lists of devices. */
export function ownKinds(options: {
  database: Database;
  devices: DeviceService;
  directory: DeviceDirectory;
}): readonly ExportKind[] {
  const { database, devices, directory } = options;
  return [
    {
      kind: 'states',
      actions: ['data.export', 'device.export'],
      lines: (row, signal) => {
        const request = row.request as unknown as StatesRequest;
        return stateLines({ database, directory, applicationId: row.application_id }, request, signal);
      },
    },
    {
      kind: 'devices',
      actions: ['devices.export'],
      lines: (row, signal) => {
        const application = { applicationRowId: row.application_row_id, applicationId: row.application_id };
        return deviceLines({ devices, ...application }, row.request as DevicesRequest, signal);
      },
    },
  ];
}
