import { useQuery } from '@tanstack/react-query';
import { applicationQuery } from '../../api/queries/applications.ts';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Page } from '../../shared/page.tsx';
import { Failure, QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { useLiveJobs } from './archive-jobs.ts';
import { BackfillSection } from './backfill-section.tsx';
import { CalendarSection } from './calendar-section.tsx';
import { ConfigForm } from './config-form.tsx';
import { JobsSection } from './jobs-section.tsx';

/** Where the application's days go, which of them are there, and what is under way. */
export function ArchivesPage() {
  const { applicationId } = useIds();
  const application = useQuery(applicationQuery(applicationId));
  const { latest, state, failure } = useLiveJobs(applicationId);
  return (
    <Page
      title={t('Archives')}
      description={t('Every UTC day of the devices’ states, in a store of your own.')}
      actions={<LiveBadge state={state} />}
    >
      {failure === undefined ? null : <Failure error={new Error(failure)} title={t('The stream was lost')} />}
      <QueryView query={application}>
        {(found) => (
          <>
            <ConfigForm key={applicationId} application={found} />
            <CalendarSection
              key={`days of ${applicationId}`}
              applicationId={applicationId}
              hasTarget={found.archiveConfig !== undefined}
              latest={latest}
            />
            <JobsSection key={`jobs of ${applicationId}`} applicationId={applicationId} latest={latest} />
            {found.archiveConfig === undefined ? null : <BackfillSection applicationId={applicationId} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}
