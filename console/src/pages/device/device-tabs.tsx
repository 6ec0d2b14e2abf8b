import { Paper, Tabs } from '@mantine/core';
import { useView } from '../../series/use-view.ts';
import { t } from '../../words/words.ts';
import { CommandHistory } from './command-history.tsx';
import { ConnectTab } from './connect-tab.tsx';
import { ConnectionLog } from './connection-log.tsx';
import type { HistoryProps } from './history-table.tsx';
import { StateHistory } from './state-history.tsx';

const tabs = {
  states: { label: t('State history'), Panel: StateHistory },
  commands: { label: t('Command history'), Panel: CommandHistory },
  connections: { label: t('Connection log'), Panel: ConnectionLog },
  connect: { label: t('Connect'), Panel: ConnectTab },
};

/** What the device reported, was sent, when it was connected, and how to connect it; which of them is open stands in the address. */
export function DeviceTabs(props: HistoryProps) {
  const { search, change } = useView();
  const tab = typeof search.tab === 'string' && Object.hasOwn(tabs, search.tab) ? search.tab : 'states';
  return (
    <Paper withBorder radius="md" component="section" aria-label={t('History')}>
      <Tabs value={tab} onChange={(value) => change({ tab: value ?? undefined })} keepMounted={false}>
        <Tabs.List>
          {Object.entries(tabs).map(([name, { label }]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(tabs).map(([name, { Panel }]) => (
          <Tabs.Panel key={name} value={name} p="md">
            <Panel {...props} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Paper>
  );
}
