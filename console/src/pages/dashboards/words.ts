import { formatTime } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import type { Missing } from './shown.ts';

/** What people call the types of blocks. */
export const blockNames: Readonly<Record<string, string>> = {
  'application-list': t('Application list'),
  bar: t('Bar chart'),
  'custom-chart': t('Custom chart'),
  'custom-html': t('Custom HTML'),
  'dashboard-list': t('Dashboard list'),
  'data-table': t('Data table'),
  'device-count': t('Device count'),
  'device-list': t('Device list'),
  'device-log': t('Device log'),
  'device-state-table': t('State table'),
  'event-list': t('Event list'),
  gauge: t('Gauge'),
  graph: t('Graph'),
  heatmap: t('Heat map'),
  iframe: t('Frame'),
  image: t('Image'),
  'image-overlay': t('Image with overlays'),
  indicator: t('Indicator'),
  input: t('Controls'),
  map: t('Map'),
  'open-event-indicator': t('Open events'),
  pie: t('Pie chart'),
  'position-chart': t('Position chart'),
  'section-header': t('Section header'),
  'workflow-list': t('Workflow list'),
};

export function nameBlock(type: string): string {
  return blockNames[type] ?? type;
}

/** Why a block has nothing to show, in a sentence. */
export function describeMissing({ reason, attribute = '', device, last }: Missing): string {
  const what = attribute === '' ? t('data') : attribute;
  const of = device === undefined ? '' : t(' of {device}', { device });
  if (reason === 'noDevice') return t('No device is chosen, or it is gone.');
  if (reason === 'noAttribute')
    return t('{device} has no attribute {attribute}.', { device: device ?? t('The device'), attribute });
  if (last === undefined) return t('No {what}{of} in this window.', { what, of });
  return t('No {what}{of} in this window: last report {value}.', { what, of, value: formatTime(new Date(last)) });
}
