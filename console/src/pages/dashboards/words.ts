import { formatTime } from '../../shared/format.ts';
import type { Missing } from './shown.ts';

/** What people call the types of blocks. */
export const blockNames: Readonly<Record<string, string>> = {
  'application-list': 'Application list',
  bar: 'Bar chart',
  'custom-chart': 'Custom chart',
  'custom-html': 'Custom HTML',
  'dashboard-list': 'Dashboard list',
  'data-table': 'Data table',
  'device-count': 'Device count',
  'device-list': 'Device list',
  'device-log': 'Device log',
  'device-state-table': 'State table',
  'event-list': 'Event list',
  gauge: 'Gauge',
  graph: 'Graph',
  heatmap: 'Heat map',
  iframe: 'Frame',
  image: 'Image',
  'image-overlay': 'Image with overlays',
  indicator: 'Indicator',
  input: 'Controls',
  map: 'Map',
  'open-event-indicator': 'Open events',
  pie: 'Pie chart',
  'position-chart': 'Position chart',
  'section-header': 'Section header',
  'workflow-list': 'Workflow list',
};

export function nameBlock(type: string): string {
  return blockNames[type] ?? type;
}

/** Why a block has nothing to show, in a sentence. */
export function describeMissing({ reason, attribute = '', device, last }: Missing): string {
  const what = attribute === '' ? 'data' : attribute;
  const of = device === undefined ? '' : ` of ${device}`;
  if (reason === 'noDevice') return 'No device is chosen, or it is gone.';
  if (reason === 'noAttribute') return `${device ?? 'The device'} has no attribute ${attribute}.`;
  if (last === undefined) return `No ${what}${of} in this window.`;
  return `No ${what}${of} in this window: last report ${formatTime(new Date(last))}.`;
}
