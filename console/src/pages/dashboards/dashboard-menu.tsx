import { Button, Menu, NumberInput, Stack, Text, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { downloadText } from '../../shared/download.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { t } from '../../words/words.ts';
import { type Dashboard, dashboardsQuery } from './queries.ts';
import { ReportsDialog } from './reports-dialog.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { VariablesDialog } from './variables-dialog.tsx';

type Opened = 'share' | 'delete' | 'settings' | 'variables' | 'reports' | 'kiosk' | 'shortcuts';

/** What can be done with a dashboard as a whole. */
export function DashboardMenu(props: {
  dashboard: Dashboard;
  etag: string;
  change: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { dashboard, etag, change } = props;
  const { dashboardId, applicationId, access, name } = dashboard;
  const [open, setOpen] = useState<Opened>();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const close = () => setOpen(undefined);
  const mayEdit = access === 'collaborate';
  const remove = async () => {
    await request('DELETE', '/dashboards/{dashboardId}', { path: { dashboardId } });
    await navigate({ to: applicationId === undefined ? '/dashboards' : `/applications/${applicationId}/dashboards` });
    queryClient.removeQueries({ queryKey: keys.dashboard(dashboardId) });
    await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
  };
  return (
    <>
      {mayEdit ? (
        <Button variant="default" onClick={() => setOpen('share')}>
          {t('Share')}
        </Button>
      ) : null}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" aria-label={t('More')} px="sm">
            …
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void document.documentElement.requestFullscreen()}>{t('Full screen')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('kiosk')}>{t('Kiosk')}</Menu.Item>
          <Menu.Item onClick={() => window.print()}>{t('Print')}</Menu.Item>
          <Menu.Item onClick={() => downloadText(`${name}.json`, toJson(dashboard))}>{t('Save as JSON')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('shortcuts')}>{t('Keys')}</Menu.Item>
          {mayEdit ? (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setOpen('settings')}>{t('Settings')}</Menu.Item>
              <Menu.Item onClick={() => setOpen('variables')}>{t('Variables')}</Menu.Item>
              <Menu.Item onClick={() => setOpen('reports')}>{t('Reports')}</Menu.Item>
              <Menu.Item color="red" onClick={() => setOpen('delete')}>
                {t('Delete')}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <ShareDialog dashboard={dashboard} opened={open === 'share'} onClose={close} />
      <SettingsDialog dashboard={dashboard} opened={open === 'settings'} onClose={close} />
      {open === 'variables' ? <VariablesDialog dashboard={dashboard} etag={etag} onClose={close} /> : null}
      {open === 'reports' ? <ReportsDialog dashboard={dashboard} etag={etag} onClose={close} /> : null}
      {open === 'kiosk' ? <KioskDialog dashboard={dashboard} change={change} onClose={close} /> : null}
      {open === 'shortcuts' ? <ShortcutsDialog onClose={close} /> : null}
      {open === 'delete' ? (
        <ConfirmDialog
          title={t('Delete dashboard')}
          opened
          onClose={close}
          confirmLabel={t('Delete')}
          onConfirm={remove}
        >
          <Text size="sm">
            {t('“{name}” is gone for everybody with whom it is shared. What devices have reported stays.', { name })}
          </Text>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

/** What another dashboard can be made of. */
function toJson(dashboard: Dashboard): string {
  const { name, description, refreshRate, defaultTheme, duration, resolution, blocks, contextConfiguration } =
    dashboard;
  const kept = { name, description, refreshRate, defaultTheme, duration, resolution, blocks, contextConfiguration };
  return JSON.stringify(kept, null, 2);
}

/** For a screen on the wall: this dashboard alone, or several one after another. All of it is in the address. */
function KioskDialog(props: {
  dashboard: Dashboard;
  change: (changed: Readonly<Record<string, unknown>>) => void;
  onClose: () => void;
}) {
  const { dashboard, change, onClose } = props;
  const others = useQuery(dashboardsQuery(dashboard.applicationId ?? '', 0)).data?.items ?? [];
  const [chosen, setChosen] = useState(dashboard.dashboardId);
  const [every, setEvery] = useState(60);
  const start = () => {
    const kiosk = [...new Set([dashboard.dashboardId, ...(chosen.match(/[0-9a-f]{24}/g) ?? [])])];
    change({ kiosk: kiosk.join(' '), every: kiosk.length > 1 ? every : undefined });
    onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('Kiosk')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t(
            'Only the blocks are shown, and the screen stays awake. Esc ends it. The address can be kept as the start page of a screen.',
          )}
        </Text>
        <Textarea
          label={t('Dashboards, one after another')}
          description={t('Ids, one a line.')}
          autosize
          minRows={2}
          maxRows={8}
          value={chosen}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        />
        {others
          .filter(({ dashboardId }) => !chosen.includes(dashboardId))
          .slice(0, 12)
          .map(({ dashboardId, name }) => (
            <Button
              key={dashboardId}
              variant="subtle"
              size="compact-sm"
              justify="flex-start"
              onClick={() => setChosen((before) => `${before.trim()}\n${dashboardId}`)}
            >
              {t('Add {name}', { name })}
            </Button>
          ))}
        <NumberInput
          label={t('Seconds for each')}
          min={5}
          max={3600}
          value={every}
          onChange={(value) => setEvery(Math.min(3600, Math.max(5, Number(value) || 60)))}
        />
        <Button onClick={start}>{t('Start')}</Button>
      </Stack>
    </Dialog>
  );
}
