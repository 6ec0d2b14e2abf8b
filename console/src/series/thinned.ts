import { formatNumber } from '../shared/format.ts';
import { t } from '../words/words.ts';
import type { ReadSeries } from './use-series.ts';
import { formatResolution } from './view.ts';

/** That not every report is drawn, though every one was asked for; follows a number of points. */
export function describeThinned(read: ReadSeries | undefined): string {
  if (read?.thinnedOf === undefined) return '';
  return t(
    ', of {reports} reports the smallest and the largest of each {resolution}; choose a shorter range to see every one',
    { reports: formatNumber(read.thinnedOf), resolution: formatResolution(read.answer.resolution) },
  );
}
