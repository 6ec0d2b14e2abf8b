import { Box } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { startTransition, useEffect, useMemo, useRef, useState } from 'react';
import { BlockView, preloadBlocks } from './block-view.tsx';
import './dashboard.css';
import { type DashboardAround, DashboardContext } from './dashboard-context.ts';
import { columns, gutterPx, heightOf, inReadingOrder, isOnFirstScreen, isSmall, rowPx } from './grid.ts';
import type { Block } from './queries.ts';
import type { ShownBlock } from './shown.ts';
import type { May } from './use-dashboard-data.ts';
import { useLightPrint } from './use-light-print.ts';

/** What cannot be read when it is low. */
const tall: ReadonlySet<string> = new Set([
  'graph',
  'map',
  'heatmap',
  'position-chart',
  'custom-chart',
  'image-overlay',
  'input',
]);
const phone = '(max-width: 767px)';

/** The blocks at their places; on a phone one after another, small ones two in a row. */
export function DashboardGrid(props: {
  blocks: readonly Block[];
  shown: Readonly<Record<string, ShownBlock>> | undefined;
  /** What the blocks know of their dashboard. */
  around: Omit<DashboardAround, 'crossHair' | 'mayAct' | 'mayUpdate'> & { readonly may: May };
  onZoom: (from: number, to: number) => void;
}) {
  const { around, onZoom } = props;
  const latest = useRef(props);
  latest.current = props;
  // Functions that stay the same, so that a block is drawn again only when what it shows has changed.
  const [steady] = useState(() => ({
    onZoom: (from: number, to: number) => latest.current.onZoom(from, to),
    retry: () => latest.current.around.renew(),
  }));
  const { dashboardId, looker, ctx, duration, may } = around;
  const context = useMemo(
    (): DashboardAround => ({
      dashboardId,
      looker,
      ctx,
      duration,
      crossHair: `dashboard ${dashboardId}`,
      mayAct: (id) => may.act?.includes(id) ?? false,
      mayUpdate: (id) => may.update?.includes(id) ?? false,
      renew: steady.retry,
    }),
    [dashboardId, looker, ctx, duration, may, steady],
  );
  useLightPrint();
  return (
    <DashboardContext.Provider value={context}>
      <Blocks
        blocks={props.blocks}
        shown={props.shown}
        onZoom={onZoom === nothing ? nothing : steady.onZoom}
        retry={steady.retry}
      />
    </DashboardContext.Provider>
  );
}

/** For a page on which a part of the time that is dragged over is not zoomed into. */
export const nothing = (): void => undefined;

function Blocks(props: {
  blocks: readonly Block[];
  shown: Readonly<Record<string, ShownBlock>> | undefined;
  onZoom: (from: number, to: number) => void;
  retry: () => void;
}) {
  const { blocks, shown, onZoom, retry } = props;
  const isAll = useAfterPaint(shown !== undefined);
  const [screenPx] = useState(() => window.innerHeight);
  useEffect(
    () => preloadBlocks(isAll ? blocks : blocks.filter((block) => isOnFirstScreen(block, screenPx))),
    [blocks, isAll, screenPx],
  );
  const isPhone = useMediaQuery(phone, false, { getInitialValueInEffect: false });
  const ordered = inReadingOrder(blocks);
  // What is seen at once is drawn at once, the others after it.
  const shownOf = (block: Block) => (isAll || isOnFirstScreen(block, screenPx) ? shown?.[block.id] : undefined);
  if (isPhone) {
    return (
      <Box className="dashboard-phone">
        {ordered.map((block) => {
          const least = tall.has(block.blockType) ? 260 : 90;
          const height = Math.max(heightOf(block.height), block.blockType === 'section-header' ? 44 : least);
          return (
            <Box
              key={block.id}
              className={isSmall(block) ? undefined : 'wide'}
              // The words of a header take more lines here than where it was made.
              style={block.blockType === 'section-header' ? { minHeight: height } : { height }}
            >
              <BlockView block={block} shown={shownOf(block)} height={height} onZoom={onZoom} retry={retry} />
            </Box>
          );
        })}
      </Box>
    );
  }
  const rows = Math.max(0, ...blocks.map(({ startY, height }) => startY + height));
  return (
    <Box className="dashboard-grid" style={{ height: rows * (rowPx + gutterPx), marginInline: -6 }}>
      {ordered.map((block) => (
        <Box key={block.id} className="dashboard-place" style={placeStyle(block)}>
          <BlockView
            block={block}
            shown={shownOf(block)}
            height={heightOf(block.height)}
            onZoom={onZoom}
            retry={retry}
          />
        </Box>
      ))}
    </Box>
  );
}

/** True from when what was there with `isReady` has been painted. */
function useAfterPaint(isReady: boolean): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    if (!isReady || isPainted) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setPainted(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [isReady, isPainted]);
  return isPainted;
}

/** Where a block stands: a column is a quarter of the width, a row always as high. */
export function placeStyle({ startX, startY, width, height }: Pick<Block, 'startX' | 'startY' | 'width' | 'height'>) {
  return {
    left: `${(100 * startX) / columns}%`,
    width: `${(100 * width) / columns}%`,
    top: startY * (rowPx + gutterPx),
    height: heightOf(height),
  };
}
