import { Stack, Tabs, Text } from '@mantine/core';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { PartForm } from '../form/part-form.tsx';
import { OutputWires } from '../form/wires-input.tsx';
import { findPart } from '../model/draft.ts';
import type { PanelTab } from '../use-editor.ts';
import { DebugPanel } from './debug-panel.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { StoragePanel } from './storage-panel.tsx';
import { VersionsPanel } from './versions-panel.tsx';

const tabs: readonly (readonly [PanelTab, string])[] = [
  ['node', t('Node')],
  ['debug', t('Debug')],
  ['runs', t('Runs')],
  ['storage', t('Storage')],
  ['versions', t('Versions')],
  ['settings', t('Settings')],
];

/** Beside the canvas: the form of what is selected, what happens, and what belongs to the workflow. */
export function Panel() {
  const { tab, setTab } = useEditor();
  return (
    <section className="workflow-panel" aria-label={t('Panel')}>
      <Tabs
        value={tab}
        onChange={(value) => setTab(value as PanelTab)}
        keepMounted={false}
        display="flex"
        style={{ flexDirection: 'column', minHeight: 0, flex: 1 }}
      >
        <Tabs.List>
          {tabs.map(([value, label]) => (
            <Tabs.Tab key={value} value={value} px={9} fz="xs">
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="node" className="workflow-scroll">
          <NodePanel />
        </Tabs.Panel>
        <Tabs.Panel value="debug" className="workflow-scroll">
          <DebugPanel />
        </Tabs.Panel>
        <Tabs.Panel value="runs" className="workflow-scroll">
          <RunsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="storage" className="workflow-scroll">
          <StoragePanel />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className="workflow-scroll">
          <VersionsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="settings" className="workflow-scroll">
          <SettingsPanel />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

function NodePanel() {
  const { selected, scope, drawn } = useEditor();
  const [only] = selected;
  if (selected.length === 1 && only) return <PartForm key={only.uid} part={only} />;
  const loop = findPart(drawn, scope);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {selected.length > 1
          ? t('{count} are selected: move, align, copy or delete them together.', { count: selected.length })
          : t('Select a trigger or a node to see its form. Enter on one leads here, too.')}
      </Text>
      {loop && selected.length === 0 ? (
        <>
          <Text size="sm" fw={600}>
            {t('Each turn begins with')}
          </Text>
          <OutputWires part={loop} output={1} name="" />
        </>
      ) : null}
      <Keys />
    </Stack>
  );
}

/** What the keyboard does on the canvas. */
function Keys() {
  const lines: readonly (readonly [string, string])[] = [
    [t('Tab'), t('to the next part')],
    [t('Enter'), t('its form')],
    [t('Space'), t('select it')],
    [t('Arrow keys'), t('move what is selected')],
    [t('Delete||key'), t('remove it')],
    [t('Shift + drag'), t('select several')],
    [t('Ctrl + C, X, V'), t('copy, cut, paste')],
    [t('Ctrl + Z, Y'), t('undo, redo')],
    [t('Ctrl + S'), t('save')],
  ];
  return (
    <Stack gap={2}>
      {lines.map(([keys, what]) => (
        <Text key={keys} size="xs" c="dimmed">
          <strong>{keys}</strong>: {what}
        </Text>
      ))}
    </Stack>
  );
}
