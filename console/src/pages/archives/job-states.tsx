import { Badge } from '@mantine/core';
import { t } from '../../words/words.ts';
import type { ArchiveJob, JobState } from './types.ts';

/** How a state is told: a word, a colour, and a sign for those to whom colours say nothing. */
export const stateWords: Readonly<Record<JobState, { word: string; color: string; sign: string }>> = {
  pending: { word: t('waiting'), color: 'blue', sign: '…' },
  exporting: { word: t('being written'), color: 'blue', sign: '↑' },
  uploaded: { word: t('being verified'), color: 'blue', sign: '?' },
  verified: { word: t('archived'), color: 'green', sign: '✓' },
  failed: { word: t('failed'), color: 'red', sign: '!' },
  cancelled: { word: t('cancelled'), color: 'gray', sign: '×' },
};

export function StateBadge({ state }: { state: JobState }) {
  const { word, color } = stateWords[state];
  return (
    <Badge variant="light" color={color}>
      {word}
    </Badge>
  );
}

/** Whether a job can be cancelled: what has ended cannot; what has failed has not ended while it is tried again. */
export function isCancellable({ state, nextAttemptAt }: ArchiveJob): boolean {
  return state !== 'verified' && state !== 'cancelled' && (state !== 'failed' || nextAttemptAt !== undefined);
}
