import { Box } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { BlockView } from './block-view.tsx';
import './dashboard.css';
import { columns, gutterPx, heightOf, inReadingOrder, isSmall, rowPx } from './grid.ts';
import type { Block } from './queries.ts';
import type { ShownBlock } from './shown.ts';

const phone = '(max-width: 767px)';

/** The blocks at their places; on a phone one after another, small ones two in a row. */
export function DashboardGrid(props: {
  blocks: readonly Block[];
  shown: Readonly<Record<string, ShownBlock>> | undefined;
  onZoom: (from: number, to: number) => void;
  retry: () => void;
}) {
  const { blocks, shown, onZoom, retry } = props;
  const isPhone = useMediaQuery(phone, false, { getInitialValueInEffect: false });
  const ordered = inReadingOrder(blocks);
  if (isPhone) {
    return (
      <Box className="dashboard-phone">
        {ordered.map((block) => {
          const least = block.blockType === 'graph' ? 260 : 90;
          const height = Math.max(heightOf(block.height), block.blockType === 'section-header' ? 44 : least);
          return (
            <Box key={block.id} className={isSmall(block) ? undefined : 'wide'} style={{ height }}>
              <BlockView block={block} shown={shown?.[block.id]} height={height} onZoom={onZoom} retry={retry} />
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
            shown={shown?.[block.id]}
            height={heightOf(block.height)}
            onZoom={onZoom}
            retry={retry}
          />
        </Box>
      ))}
    </Box>
  );
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
