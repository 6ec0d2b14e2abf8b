import { Anchor } from '@mantine/core';
import { Page } from '../shared/page.tsx';
import { Empty } from '../shared/states.tsx';
import { t } from '../words/words.ts';

/** What the router shows for an address that no feature has a route for. */
export function NotFoundPage() {
  return (
    <Page title={t('No such page')}>
      <Empty title={t('There is nothing at this address')}>
        <Anchor href="/console/">{t('All applications')}</Anchor>
      </Empty>
    </Page>
  );
}
