import { Stack, Tabs, Text } from '@mantine/core';
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
  ['node', 'Node'],
  ['debug', 'Debug'],
  ['runs', 'Runs'],
  ['storage', 'Storage'],
  ['versions', 'Versions'],
  ['settings', 'Settings'],
];

/** Beside the canvas: the form of what is selected, what happens, and what belongs to the workflow. */
export function Panel() {
  const { tab, setTab } = useEditor();
  return (
    <section className="workflow-panel" aria-label="Panel">
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
          ? `${selected.length} are selected: move, align, copy or delete them together.`
          : 'Select a trigger or a node to see its form. Enter on one leads here, too.'}
      </Text>
      {loop && selected.length === 0 ? (
        <>
          <Text size="sm" fw={600}>
            Each turn begins with
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
    ['Tab', 'to the next part'],
    ['Enter', 'its form'],
    ['Space', 'select it'],
    ['Arrow keys', 'move what is selected'],
    ['Delete', 'remove it'],
    ['Shift + drag', 'select several'],
    ['Ctrl + C, X, V', 'copy, cut, paste'],
    ['Ctrl + Z, Y', 'undo, redo'],
    ['Ctrl + S', 'save'],
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
