import { Anchor, Box, Center, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { colorOf } from '../../../charts/colors.ts';
import { readableOn, readRgb } from '../../../charts/contrast.ts';
import { formatShortNumber } from '../../../shared/format.ts';
import { Markdown } from '../../../shared/markdown.tsx';
import { t } from '../../../words/words.ts';
import type { IndicatorData, Slice } from '../shown.ts';
import { describeMissing } from '../words.ts';
import { describeUnloaded, readImage, safeUrl } from './safe-url.ts';

/** A colour and a label as large as fits. */
export function IndicatorView({ data, height }: { data: IndicatorData; height: number }) {
  const { label, color, missing } = data;
  const ink = readableOn(color);
  const size = Math.max(13, Math.min(34, height / 4, 420 / Math.max(8, label.length)));
  const word = Math.max(4, ...label.split(/\s+/).map(({ length }) => length));
  return (
    <Center
      h="100%"
      p="xs"
      style={{
        background: ink === undefined ? undefined : color,
        color: ink,
        borderRadius: 'var(--mantine-radius-sm)',
        textAlign: 'center',
        overflow: 'hidden',
      }}
    >
      <Stack
        gap={2}
        className="indicator-label"
        style={{ '--indicator-size': `${size}px`, '--indicator-word': word } as React.CSSProperties}
      >
        <Markdown text={label} />
        {missing === undefined ? null : (
          <Text size="xs" className="foreign">
            {describeMissing(missing)}
          </Text>
        )}
      </Stack>
    </Center>
  );
}

/** A heading with a rule at both sides, and what stands under it. */
export function SectionHeaderView({ data }: { data: { heading: string; text: string } }) {
  return (
    <Stack gap={2} h="100%" justify="center" style={{ overflow: 'hidden' }}>
      <Group gap="md" wrap="nowrap">
        <Divider style={{ flex: 1 }} />
        <Title order={2} size="h3" className="foreign">
          <Markdown text={data.heading} />
        </Title>
        <Divider style={{ flex: 1 }} />
      </Group>
      {data.text === '' ? null : (
        <Box ta="center" c="dimmed">
          <Markdown text={data.text} />
        </Box>
      )}
    </Stack>
  );
}

/** A picture, scaled whole into the block. Hosts other than this one are fetched from only where the operator names them. */
export function ImageView(props: {
  data: { url: string; link?: string; newWindow?: boolean; color?: string };
  label: string;
}) {
  const { data, label } = props;
  const [failed, setFailed] = useState<string>();
  const { url, note } = readImage(data.url);
  const words = note ?? (url !== undefined && failed === url ? describeUnloaded(url) : undefined);
  const picture =
    url === undefined || words !== undefined ? (
      <Text size="sm" c="dimmed" ta="center" className="foreign">
        {words}
      </Text>
    ) : (
      <img
        src={url}
        alt={label}
        referrerPolicy="no-referrer"
        onError={() => setFailed(url)}
        style={{ maxWidth: '100%', maxHeight: '100%', objectFit: 'contain' }}
      />
    );
  const link = data.link === undefined ? undefined : safeUrl(data.link, 'link');
  return (
    <Center h="100%" style={{ background: readRgb(data.color) ? data.color : undefined }}>
      {link === undefined ? (
        picture
      ) : (
        <Anchor
          href={link}
          h="100%"
          rel="noopener noreferrer"
          aria-label={label}
          {...(data.newWindow ? { target: '_blank' } : {})}
        >
          {picture}
        </Anchor>
      )}
    </Center>
  );
}

/** Shares of a whole, with a legend that has every number. */
export function PieView({ slices, height }: { slices: readonly Slice[]; height: number }) {
  const parts = slices.map((slice, index) => ({ ...slice, color: slice.color ?? colorOf(index) }));
  const total = parts.reduce((sum, { value = 0 }) => sum + Math.max(0, value), 0);
  const circle = 2 * Math.PI * 25;
  let before = 0;
  return (
    <Box className="dashboard-pie">
      <svg viewBox="0 0 100 100" width={Math.max(60, Math.min(height, 180))} aria-hidden="true">
        <circle cx={50} cy={50} r={25} fill="none" stroke="var(--mantine-color-default-border)" strokeWidth={50} />
        {parts.map(({ label, color, value = 0 }) => {
          const share = total > 0 ? Math.max(0, value) / total : 0;
          const offset = before;
          before += share;
          return (
            <circle
              key={label}
              cx={50}
              cy={50}
              r={25}
              fill="none"
              stroke={color}
              strokeWidth={50}
              strokeDasharray={`${share * circle} ${circle}`}
              strokeDashoffset={-offset * circle}
              transform="rotate(-90 50 50)"
            />
          );
        })}
      </svg>
      <Legend parts={parts} total={total} />
    </Box>
  );
}

function Legend({ parts, total }: { parts: readonly (Slice & { color: string })[]; total: number }) {
  return (
    // Reached with the keys, because it may be longer than the block is high.
    <Box className="dashboard-legend" component="ul" tabIndex={0} role="list" aria-label={t('Legend')}>
      {parts.map(({ label, color, value, text, percentText, missing }) => (
        <li key={label}>
          <Box w={10} h={10} style={{ background: color, flexShrink: 0 }} />
          <Text size="sm" className="foreign" truncate title={label} flex="1 1 auto" miw={0}>
            {label}
          </Text>
          {value === undefined ? (
            <Text size="sm" fw={600} truncate title={missing && describeMissing(missing)} miw={0}>
              {missing ? describeMissing(missing) : '–'}
            </Text>
          ) : (
            <Text size="sm" fw={600} className="number">
              {text ?? formatShortNumber(value)}
              {total > 0 && value >= 0 ? (
                <Text span size="sm" c="dimmed">
                  {` ${percentText ?? shareOf(value, total)}`}
                </Text>
              ) : null}
            </Text>
          )}
        </li>
      ))}
    </Box>
  );
}

const shareOf = (value: number, total: number) => `${formatShortNumber(Math.round((1000 * value) / total) / 10)} %`;

/** A horizontal bar from 0 for each value. */
export function BarView({ slices, min, max }: { slices: readonly Slice[]; min?: number; max?: number }) {
  const values = slices.map(({ value = 0 }) => value);
  const low = Math.min(0, min ?? Math.min(0, ...values));
  const high = Math.max(0, max ?? Math.max(0, ...values));
  const placeOf = (value: number) => (100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low || 1);
  return (
    <Stack gap={6} h="100%" justify="center" style={{ overflow: 'auto' }}>
      {slices.map(({ label, value, text, color, missing }, index) => (
        <Box key={label}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Text size="sm" className="foreign">
              {label}
            </Text>
            <Text size="sm" fw={600} className="number">
              {value === undefined ? (missing ? describeMissing(missing) : '–') : (text ?? formatShortNumber(value))}
            </Text>
          </Group>
          <Box h={10} style={{ position: 'relative', background: 'var(--mantine-color-default-hover)' }}>
            {value === undefined ? null : (
              <Box
                style={{
                  position: 'absolute',
                  insetBlock: 0,
                  left: `${Math.min(placeOf(0), placeOf(value))}%`,
                  width: `${Math.abs(placeOf(value) - placeOf(0))}%`,
                  background: color ?? colorOf(index),
                }}
              />
            )}
          </Box>
        </Box>
      ))}
    </Stack>
  );
}
