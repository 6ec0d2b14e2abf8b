import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../words/words.ts';
import {
  type Aggregation,
  aggregations,
  formatResolution,
  rangeNames,
  ranges,
  resolutions,
  type SeriesView,
  spanOf,
} from './view.ts';

export interface SeriesControlsProps {
  readonly view: SeriesView;
  readonly onChange: (view: SeriesView) => void;
  /** What the automatic resolution is at the moment, in ms. */
  readonly automatic: number;
  readonly children?: ReactNode;
}

/** Two in a row on a phone. */
export const fieldWidth = { base: 'calc(50% - 0.5rem)', xs: 'auto' };

const aggregationLabels: Readonly<Record<Aggregation, string>> = {
  LAST: t('Last value'),
  FIRST: t('First value'),
  MEAN: t('Mean'),
  MIN: t('Smallest'),
  MAX: t('Largest'),
  COUNT: t('Number of values'),
  SUM: t('Sum'),
  MEDIAN: t('Median'),
  STD_DEV: t('Standard deviation'),
  MINMAX: t('Smallest and largest'),
  NONE: t('Every report'),
};

/** Range, resolution and aggregation of a plot, and the way out of a zoom. */
export function SeriesControls({ view, onChange, automatic, children }: SeriesControlsProps) {
  const { zoom: _zoom, from: _from, to: _to, ...rest } = view;
  const chooseRange = (range: SeriesView['range']) => {
    if (range !== 'custom') return onChange({ ...rest, range });
    const { start, end } = spanOf(view, Date.now());
    onChange({ ...rest, range, from: start, to: end });
  };
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t('Range')}
        w={fieldWidth}
        data={[
          ...rangeNames.map((name) => ({ value: name, label: t('Last {label}', { label: ranges[name].label }) })),
          { value: 'custom', label: t('Custom') },
        ]}
        value={view.range}
        onChange={(event) => chooseRange(event.currentTarget.value as SeriesView['range'])}
      />
      {view.range === 'custom' ? (
        <>
          <Moment label={t('From')} value={view.from} onChange={(from) => onChange({ ...rest, ...ends(view), from })} />
          <Moment
            label={t('To')}
            value={view.to}
            error={isBackwards(view) ? t('must be after From') : undefined}
            onChange={(to) => onChange({ ...rest, ...ends(view), to })}
          />
        </>
      ) : null}
      <NativeSelect
        label={t('Aggregation')}
        w={fieldWidth}
        data={aggregations.map((value) => ({ value, label: aggregationLabels[value] }))}
        value={view.aggregation}
        onChange={(event) => onChange({ ...view, aggregation: event.currentTarget.value as Aggregation })}
      />
      <NativeSelect
        label={t('Resolution')}
        w={fieldWidth}
        disabled={view.aggregation === 'NONE'}
        data={[
          { value: '0', label: t('Automatic ({automatic})', { automatic: formatResolution(automatic) }) },
          ...[...new Set([...resolutions, view.resolution])]
            .filter((ms) => ms > 0)
            .sort((a, b) => a - b)
            .map((ms) => ({ value: String(ms), label: formatResolution(ms) })),
        ]}
        value={String(view.resolution)}
        onChange={(event) => onChange({ ...view, resolution: Number(event.currentTarget.value) })}
      />
      {view.zoom ? (
        <Button variant="default" onClick={() => onChange({ ...rest, ...ends(view) })}>
          {t('Reset zoom')}
        </Button>
      ) : null}
      {children}
    </Group>
  );
}

function ends({ from, to }: SeriesView) {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** A range that ends before it begins shows nothing. */
function isBackwards({ from, to }: SeriesView): boolean {
  return from !== undefined && to !== undefined && from >= to;
}

/** A moment in the viewer's zone; what is half typed changes nothing. */
function Moment(props: {
  label: string;
  value: number | undefined;
  error?: string | undefined;
  onChange: (time: number) => void;
}) {
  const { label, value, error, onChange } = props;
  return (
    <TextInput
      label={label}
      type="datetime-local"
      step={1}
      error={error}
      defaultValue={value === undefined ? '' : toLocalText(value)}
      onChange={(event) => {
        const time = new Date(event.currentTarget.value).getTime();
        if (Number.isFinite(time) && time > 0) onChange(time);
      }}
    />
  );
}

function toLocalText(time: number): string {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
