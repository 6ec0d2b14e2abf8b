import { t } from '../../words/words.ts';
import './log.css';
import { SimpleGrid } from '@mantine/core';
import { Page } from '../../shared/page.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { LogPanel } from './log-panel.tsx';
import { PublishForm } from './publish-form.tsx';
import { TopicPanel } from './topic-panel.tsx';

/** What happens in the application beside what is said on its topics, both as they come. */
export function LogPage() {
  const { applicationId } = useIds();
  return (
    <Page
      title={t('Live log')}
      description={t('What happens in the application, and what is said on its topics, newest first.')}
    >
      <SimpleGrid cols={{ base: 1, lg: 2 }} key={applicationId}>
        <LogPanel applicationId={applicationId} />
        <TopicPanel applicationId={applicationId} />
      </SimpleGrid>
      <PublishForm applicationId={applicationId} />
    </Page>
  );
}
