import { Box, Stack, Text } from '@mantine/core';
import { Markdown } from '../../../shared/markdown.tsx';
import type { GaugeData } from '../shown.ts';
import { formatGauge } from './gauge-text.ts';

/** Of a block that is half a row high. */
const lowPx = 50;

/** One value, as a number or as the part of a shape. */
export function GaugeView({ data, height }: { data: GaugeData; height: number }) {
  const { gaugeType, percent, color = 'var(--mantine-primary-color-filled)', unit, asPercentage, label } = data;
  const text = formatGauge(data);
  const share = Math.min(100, Math.max(0, percent ?? 0));
  const isNumber = gaugeType === 'number' || percent === undefined;
  // Where there is no room for both, the label goes first.
  const isLow = height < lowPx;
  const size = Math.max(
    14,
    Math.min(isNumber ? 56 : 28, height / (isLow ? 1.4 : isNumber ? 2.6 : 6), 260 / Math.max(3, text.length)),
  );
  // No wider than the block, with what stands behind it.
  const widest = Math.round(130 / Math.max(4, text.length + (unit?.length ?? 0)));
  return (
    <Stack gap={2} align="center" justify="center" h="100%" miw={0} title={isLow ? label : undefined}>
      {isNumber || isLow ? null : (
        <Shape type={gaugeType} share={share} color={color} height={Math.max(30, height - size - 44)} />
      )}
      <Text
        fw={600}
        lh={1.1}
        className="number foreign"
        data-testid="gauge-value"
        ta="center"
        style={{ fontSize: `min(${size}px, ${widest}cqw)`, ...(isNumber && data.color !== undefined ? { color } : {}) }}
      >
        {text}
        {unit === undefined || asPercentage || data.value === undefined ? null : (
          <Text span size="sm" c="dimmed">
            {' '}
            {unit}
          </Text>
        )}
      </Text>
      {isLow ? null : (
        <Box ta="center" c="dimmed" maw="100%" style={{ overflow: 'hidden' }}>
          <Markdown text={label} />
        </Box>
      )}
    </Stack>
  );
}

function Shape(props: { type: string; share: number; color: string; height: number }) {
  const { type, share, color, height } = props;
  const back = 'var(--mantine-color-default-border)';
  if (type === 'dial' || type === 'needle') {
    const length = Math.PI * 40;
    return (
      <svg viewBox="0 0 100 56" height={height} aria-hidden="true" style={{ maxWidth: '100%' }}>
        <path d="M10 50a40 40 0 0 1 80 0" fill="none" stroke={back} strokeWidth={12} />
        <path
          d="M10 50a40 40 0 0 1 80 0"
          fill="none"
          stroke={color}
          strokeWidth={12}
          strokeDasharray={`${(length * share) / 100} ${length}`}
        />
      </svg>
    );
  }
  if (type === 'battery') {
    return (
      <svg viewBox="0 0 104 50" height={height} aria-hidden="true" style={{ maxWidth: '100%' }}>
        <rect x={2} y={5} width={92} height={40} rx={4} fill="none" stroke={back} strokeWidth={3} />
        <rect x={96} y={17} width={6} height={16} fill={back} />
        <rect x={6} y={9} width={(84 * share) / 100} height={32} fill={color} />
      </svg>
    );
  }
  const width = type === 'tank' ? 60 : 18;
  return (
    <svg viewBox={`0 0 ${width + 4} 100`} height={height} aria-hidden="true" style={{ maxWidth: '100%' }}>
      <rect
        x={2}
        y={2}
        width={width}
        height={96}
        rx={type === 'tank' ? 4 : 9}
        fill="none"
        stroke={back}
        strokeWidth={3}
      />
      <rect x={5} y={95 - (90 * share) / 100} width={width - 6} height={(90 * share) / 100} rx={2} fill={color} />
    </svg>
  );
}
