import { ActionIcon, Alert, Box, Button, Group, Menu, Text, VisuallyHidden } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { requestTagged } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { CopyIcon, SettingsIcon, TrashIcon } from '../../shared/icons.tsx';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { BlockSettings } from './block-settings.tsx';
import { BlockView } from './block-view.tsx';
import { placeStyle } from './dashboard-grid.tsx';
import { findFree, gutterPx, heightOf, inReadingOrder, type Place, putBlock, rowPx, toGrid } from './grid.ts';
import { JsonDialog } from './json-dialog.tsx';
import { newBlock, paletteTypes } from './new-blocks.ts';
import { type Block, blocksOf, type Dashboard } from './queries.ts';
import type { ShownBlock } from './shown.ts';
import { useDraft } from './use-draft.ts';
import { nameBlock } from './words.ts';

interface Drag {
  readonly id: string;
  readonly from: Place;
  readonly x: number;
  readonly y: number;
  readonly columnPx: number;
  readonly isResize: boolean;
}

/** The blocks of a dashboard, to be added, moved, resized, duplicated and removed, by pointer and by keyboard. */
export function Editor(props: {
  dashboard: Dashboard;
  etag: string;
  shown: Readonly<Record<string, ShownBlock>> | undefined;
  onDone: () => void;
}) {
  const { dashboard, etag, shown, onDone } = props;
  const { dashboardId, applicationId } = dashboard;
  const queryClient = useQueryClient();
  // What the draft was made of: what is saved meanwhile by somebody else must not be written over.
  const [seen] = useState(etag);
  const draft = useDraft(blocksOf(dashboard));
  const { blocks, change } = draft;
  const host = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag>();
  const [dragged, setDragged] = useState<Place>();
  const [chosen, setChosen] = useState<string>();
  const [isJson, setJson] = useState(false);
  const [said, setSaid] = useState('');
  const saving = useMutation({
    mutationFn: () =>
      requestTagged('PATCH', '/dashboards/{dashboardId}', {
        path: { dashboardId },
        body: { blocks } as unknown as Body<'PATCH', '/dashboards/{dashboardId}'>,
        ifMatch: seen,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
      onDone();
    },
  });

  const put = (block: Block, place: Place, isResize = false) => {
    const at = toGrid(place);
    change(
      isResize ? t('resize {title}', { title: titleOf(block) }) : t('move {title}', { title: titleOf(block) }),
      (before) => putBlock(before, block.id, at),
    );
    setSaid(
      t('{title}: column {startX}, row {startY}, {width} wide, {height} high', {
        title: titleOf(block),
        startX: at.startX + 1,
        startY: at.startY + 1,
        width: at.width,
        height: at.height,
      }),
    );
  };
  const remove = (block: Block) =>
    change(t('remove {title}', { title: titleOf(block) }), (before) => before.filter(({ id }) => id !== block.id));
  const duplicate = (block: Block) =>
    change(t('duplicate {title}', { title: titleOf(block) }), (before) => [
      ...before,
      { ...block, ...findFree(before, block.width, block.height), id: newId() },
    ]);
  const add = (blockType: string) => {
    const block = newBlock(blockType, { id: newId(), applicationId });
    change(t('add {nameBlock}', { nameBlock: nameBlock(blockType) }), (before) => [
      ...before,
      { ...block, ...findFree(before, block.width, block.height) },
    ]);
    setChosen(block.id);
  };

  const begin = (event: PointerEvent<HTMLElement>, block: Block, isResize: boolean) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const columnPx = (host.current?.clientWidth ?? 1) / 4;
    setDrag({ id: block.id, from: block, x: event.clientX, y: event.clientY, columnPx, isResize });
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!drag) return;
    const right = (event.clientX - drag.x) / drag.columnPx;
    const down = (event.clientY - drag.y) / (rowPx + gutterPx);
    const { startX, startY, width, height } = drag.from;
    setDragged(
      toGrid(
        drag.isResize
          ? { startX, startY, width: Math.min(width + right, 4 - startX), height: height + down }
          : { startX: startX + right, startY: startY + down, width, height },
      ),
    );
  };
  const end = () => {
    const block = blocks.find(({ id }) => id === drag?.id);
    if (block && drag && dragged) put(block, dragged, drag.isResize);
    setDrag(undefined);
    setDragged(undefined);
  };
  const onKey = (event: KeyboardEvent<HTMLElement>, block: Block) => {
    const step = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, -0.5], ArrowDown: [0, 0.5] }[event.key];
    const { startX, startY, width, height } = block;
    if (step) {
      const [right = 0, down = 0] = step;
      event.preventDefault();
      if (event.shiftKey) {
        put(block, { startX, startY, width: Math.min(width + right, 4 - startX), height: height + down }, true);
      } else put(block, { startX: startX + right, startY: startY + down, width, height });
    } else if (event.key === 'Delete') remove(block);
    else if (event.key === 'd') duplicate(block);
  };
  const onShortcut = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === 's') {
      event.preventDefault();
      if (draft.isDirty) saving.mutate();
    }
    if (key !== 'z' || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    if (event.shiftKey) draft.redo();
    else draft.undo();
  };

  const laidOut = drag && dragged ? putBlock(blocks, drag.id, dragged) : blocks;
  const rows = Math.max(1, ...laidOut.map(({ startY, height }) => startY + height)) + 1;
  const edited = blocks.find(({ id }) => id === chosen);
  return (
    <Box onKeyDown={onShortcut}>
      <Group gap="xs" mb="sm">
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button variant="default">{t('Add block')}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {paletteTypes.map((type) => (
              <Menu.Item key={type} onClick={() => add(type)}>
                {nameBlock(type)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button
          variant="default"
          disabled={draft.undoName === undefined}
          title={t('Undo: {undoName}', { undoName: draft.undoName ?? '' })}
          onClick={draft.undo}
        >
          {t('Undo')}
        </Button>
        <Button
          variant="default"
          disabled={draft.redoName === undefined}
          title={t('Redo: {redoName}', { redoName: draft.redoName ?? '' })}
          onClick={draft.redo}
        >
          {t('Redo')}
        </Button>
        <Button variant="default" onClick={() => setJson(true)}>
          {t('JSON')}
        </Button>
        <Button loading={saving.isPending} disabled={!draft.isDirty} onClick={() => saving.mutate()}>
          {t('Save')}
        </Button>
        <Button variant="subtle" onClick={onDone}>
          {draft.isDirty ? t('Discard') : t('Done')}
        </Button>
        <Text size="sm" c="dimmed">
          {t(
            'Drag by the title. With a title focused: arrows move, Shift with arrows resizes, d duplicates, Delete removes.',
          )}
        </Text>
      </Group>
      {saving.error === null && seen === etag ? null : saving.error === null ? (
        <Alert color="orange" role="status" mb="sm">
          {t(
            'Somebody else has saved this dashboard meanwhile. Copy what you need (JSON), discard, and edit what it is now.',
          )}
        </Alert>
      ) : (
        <Failure error={saving.error} />
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <Box ref={host} className="dashboard-grid" style={{ height: rows * (rowPx + gutterPx), marginInline: -6 }}>
        {inReadingOrder(laidOut).map((block) => (
          <Box key={block.id} className="dashboard-place" style={placeStyle(block)}>
            <BlockView
              block={block}
              shown={shown?.[block.id] ?? { status: 'empty', data: { title: block.title ?? '' } }}
              height={heightOf(block.height)}
              onZoom={() => undefined}
              retry={() => undefined}
              actions={
                <Group gap={2} wrap="nowrap">
                  <button
                    type="button"
                    className="legend-button dashboard-grip"
                    aria-label={t('Move {title}', { title: titleOf(block) })}
                    onPointerDown={(event) => begin(event, block, false)}
                    onPointerMove={move}
                    onPointerUp={end}
                    onPointerCancel={end}
                    onKeyDown={(event) => onKey(event, block)}
                  >
                    ⠿
                  </button>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    aria-label={t('Settings of {title}', { title: titleOf(block) })}
                    onClick={() => setChosen(block.id)}
                  >
                    <SettingsIcon size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    aria-label={t('Duplicate {title}', { title: titleOf(block) })}
                    onClick={() => duplicate(block)}
                  >
                    <CopyIcon size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="red"
                    aria-label={t('Remove {title}', { title: titleOf(block) })}
                    onClick={() => remove(block)}
                  >
                    <TrashIcon size={14} />
                  </ActionIcon>
                </Group>
              }
            />
            <Box
              className="dashboard-handle"
              aria-hidden="true"
              onPointerDown={(event) => begin(event, block, true)}
              onPointerMove={move}
              onPointerUp={end}
              onPointerCancel={end}
            />
          </Box>
        ))}
      </Box>
      {edited ? (
        <BlockSettings
          key={edited.id}
          block={edited}
          onClose={() => setChosen(undefined)}
          onChange={(next) =>
            change(t('change {title}', { title: titleOf(next) }), (before) =>
              before.map((block) => (block.id === next.id ? next : block)),
            )
          }
        />
      ) : null}
      <JsonDialog
        opened={isJson}
        blocks={blocks}
        onClose={() => setJson(false)}
        onApply={(next) => change(t('change the JSON'), () => next)}
      />
    </Box>
  );
}

function titleOf({ title, blockType }: Block): string {
  return title || nameBlock(blockType);
}

/** An id for a block that the server has not seen yet. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
