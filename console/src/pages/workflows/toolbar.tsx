import { ActionIcon, Anchor, Badge, Button, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { RedoIcon, UndoIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { useEditor } from './editor-context.ts';
import { exportWorkflow } from './export-workflow.ts';
import { EnabledSwitch } from './list/enabled-switch.tsx';
import { labelOf } from './model/declarations.ts';
import { findPart, groupOf, type Part } from './model/draft.ts';
import type { Alignment } from './model/layout.ts';
import { classLabels } from './workflow-words.ts';

const alignments: readonly (readonly [Alignment, string])[] = [
  ['left', t('Align on the left')],
  ['top', t('Align at the top')],
  ['across', t('Spread across')],
  ['down', t('Spread down')],
  ['tidy', t('Order by the wires')],
];

/** What the workflow is, and what can be done with all of it. */
export function Toolbar() {
  const editor = useEditor();
  const { workflow, applicationId, isDirty, isLocked, isSaving, canUndo, canRedo, scope, openScope, drawn } = editor;
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="sm" miw={0}>
        <Title order={1} className="foreign">
          {workflow.name}
        </Title>
        <Badge variant="default">{classLabels[workflow.flowClass] ?? workflow.flowClass}</Badge>
        <Group gap={6}>
          <EnabledSwitch workflow={workflow} />
          <Text size="sm" c="dimmed">
            {workflow.enabled ? t('enabled') : t('disabled')}
          </Text>
        </Group>
        {scope === undefined ? null : (
          <nav aria-label={t('Canvas of a loop')}>
            <Group gap={6}>
              <Anchor component="button" type="button" size="sm" onClick={() => openScope(undefined)}>
                {t('Workflow')}
              </Anchor>
              {pathTo(findPart(drawn, scope), drawn.parts).map((loop, index, all) => (
                <Group key={loop.uid} gap={6}>
                  <Text size="sm" c="dimmed" aria-hidden="true">
                    ›
                  </Text>
                  {index === all.length - 1 ? (
                    <Text size="sm" fw={600} className="foreign">
                      {labelOf(loop.kind, loop.source)}
                    </Text>
                  ) : (
                    <Anchor component="button" type="button" size="sm" onClick={() => openScope(loop.uid)}>
                      {labelOf(loop.kind, loop.source)}
                    </Anchor>
                  )}
                </Group>
              ))}
            </Group>
          </nav>
        )}
      </Group>
      <Group gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {isSaving ? t('Saving…') : isDirty ? t('Not saved yet') : t('Saved')}
        </Text>
        <Tooltip label={t('Undo (Ctrl+Z)')}>
          <ActionIcon size="lg" variant="default" aria-label={t('Undo')} disabled={!canUndo} onClick={editor.undo}>
            <UndoIcon size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('Redo (Ctrl+Y)')}>
          <ActionIcon size="lg" variant="default" aria-label={t('Redo')} disabled={!canRedo} onClick={editor.redo}>
            <RedoIcon size={16} />
          </ActionIcon>
        </Tooltip>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default">{t('More')}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{editor.selected.length > 1 ? t('What is selected') : t('The whole canvas')}</Menu.Label>
            {alignments.map(([alignment, label]) => (
              <Menu.Item key={alignment} disabled={isLocked} onClick={() => editor.change.align(alignment)}>
                {label}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => void exportWorkflow(applicationId, workflow.id)}>
              {t('Export what is saved')}
            </Menu.Item>
            <Menu.Item component={Link} to={`/applications/${applicationId}/workflows`}>
              {t('All workflows')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Button disabled={!isDirty || isLocked} loading={isSaving} onClick={editor.save}>
          {t('Save')}
        </Button>
      </Group>
    </Group>
  );
}

/** The loops from the outermost to this one. */
function pathTo(part: Part | undefined, parts: readonly Part[]): readonly Part[] {
  const path: Part[] = [];
  for (let loop = part; loop && !path.includes(loop); ) {
    path.unshift(loop);
    const group: string | undefined = groupOf(loop);
    loop = parts.find(({ uid }) => uid === group);
  }
  return path;
}
