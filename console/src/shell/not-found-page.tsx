import { Anchor } from '@mantine/core';
import { Page } from '../shared/page.tsx';
import { Empty } from '../shared/states.tsx';

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <Empty title="There is nothing at this address">
        <Anchor href="/console/">All applications</Anchor>
      </Empty>
    </Page>
  );
}
