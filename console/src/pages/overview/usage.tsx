import { useQuery } from '@tanstack/react-query';
import { usageQuery } from '../../api/queries/usage.ts';
import { later } from '../../shared/later.tsx';
import { Section } from '../../shared/page.tsx';
import { Empty, Loading, QueryView } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';

// Below the plot that is looked at first, which needs none of it.
const UsageDetails = later(
  async () => (await import('./usage-details.tsx')).UsageDetails,
  () => <Loading />,
);

/** What went in and out in the last 30 days: over time, by what it was and where it came from. */
export function Usage({ applicationId }: { applicationId: string }) {
  const usage = useQuery(usageQuery(applicationId));
  return (
    <Section title={t('Payloads of the last 30 days')} padding={0}>
      <QueryView query={usage}>
        {({ buckets }) =>
          buckets.length === 0 ? (
            <Empty title={t('Nothing yet')}>{t('Every payload of a device is counted here.')}</Empty>
          ) : (
            <UsageDetails buckets={buckets} />
          )
        }
      </QueryView>
    </Section>
  );
}
