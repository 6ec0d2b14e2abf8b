import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { later } from '../later.tsx';
import type { PinnedPlot } from './pinned-graph.ts';

const PinDialog = later(async () => (await import('./pin-dialog.tsx')).PinDialog);

/** Puts the plot that a page shows on a dashboard of the application, one that there is or a new one. */
export function PinPlot({ applicationId, plot }: { applicationId: string; plot: PinnedPlot }) {
  const [opened, setOpened] = useState(false);
  const [pinnedTo, setPinnedTo] = useState<string>();
  return (
    <>
      <Button variant="default" disabled={plot.lines.length === 0} onClick={() => setOpened(true)}>
        {t('Pin to a dashboard')}
      </Button>
      {pinnedTo === undefined ? null : (
        <Text size="sm" role="status">
          {tx('Pinned. {link}', {
            link: <Link to={`/applications/${applicationId}/dashboards/${pinnedTo}`}>{t('Open the dashboard')}</Link>,
          })}
        </Text>
      )}
      {opened ? (
        <PinDialog
          applicationId={applicationId}
          plot={plot}
          onClose={() => setOpened(false)}
          onPinned={(dashboardId) => setPinnedTo(dashboardId)}
        />
      ) : null}
    </>
  );
}
