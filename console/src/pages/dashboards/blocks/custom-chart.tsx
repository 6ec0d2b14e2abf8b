import { Box, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { parse, type Spec as VegaSpec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { t } from '../../../words/words.ts';
import type { CustomChartData } from '../shown-lists.ts';
import { chartConfig } from './chart-config.ts';
import { modernize, UnsupportedChartError } from './old-vega-lite.ts';
import { safeLoader } from './vega-loader.ts';

/** A chart that its author has described in Vega or Vega-Lite. Nothing of it becomes code: its expressions are interpreted. */
export function CustomChartView({ data, height, label }: { data: CustomChartData; height: number; label: string }) {
  const scheme = useComputedColorScheme('light');
  const host = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();
  const [problem, setProblem] = useState<string>();
  const wide = Math.floor(width);

  useEffect(() => {
    const element = host.current;
    if (element === null || wide === 0) return;
    let view: View | undefined;
    let isGone = false;
    let refused: string | undefined;
    const draw = async () => {
      setProblem(undefined);
      element.removeAttribute('data-drawn');
      if (data.problem !== undefined) throw new UnsupportedChartError(data.problem);
      const spec = toVega(data, { width: wide, height, scheme });
      view = new View(parse(spec, chartConfig({ width: wide, height, scheme }), { ast: true }), {
        expr: expressionInterpreter,
        loader: safeLoader((words) => {
          refused = words;
        }),
        renderer: 'canvas',
        container: element,
        hover: true,
        tooltip: (_handler, _event, _item, value) => {
          element.title = value === null || value === undefined || value === '' ? '' : describe(value);
        },
      });
      await view.runAsync();
      if (refused !== undefined) throw new UnsupportedChartError(refused);
      if (!isGone) element.setAttribute('data-drawn', 'true');
    };
    draw().catch((error: unknown) => {
      if (!isGone) setProblem((error as Error).message);
    });
    return () => {
      isGone = true;
      view?.finalize();
      element.replaceChildren();
    };
  }, [data, wide, height, scheme]);

  return (
    <Box ref={ref} h="100%" style={{ overflow: 'auto' }} tabIndex={0} role="region" aria-label={label}>
      {problem === undefined ? null : (
        <Text size="sm" c="dimmed" role="alert" className="foreign">
          {t('The chart cannot be drawn: {problem}', { problem })}
        </Text>
      )}
      <Box ref={host} role="img" aria-label={label} hidden={problem !== undefined} />
    </Box>
  );
}

function toVega(
  { language = 'vega-lite', specification = '', datasets = {} }: CustomChartData,
  { width, height, scheme }: { width: number; height: number; scheme: 'light' | 'dark' },
): VegaSpec {
  const given: unknown = JSON.parse(specification);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new UnsupportedChartError(t('the specification is no JSON object'));
  const { $schema: _schema, ...spec } = given as Record<string, unknown>;
  if (language === 'vega') {
    const named = (Array.isArray(spec.data) ? spec.data : []) as { name?: string }[];
    const data = named.map((each) =>
      each.name && datasets[each.name] ? { ...each, values: datasets[each.name] } : each,
    );
    const missing = Object.entries(datasets).filter(([name]) => !named.some((each) => each.name === name));
    return {
      width,
      height,
      autosize: { type: 'fit', contains: 'padding' },
      ...spec,
      data: [...missing.map(([name, values]) => ({ name, values })), ...data],
    } as unknown as VegaSpec;
  }
  const own = modernize(spec);
  const isOneView = 'mark' in own || 'layer' in own;
  const sized = isOneView ? { width, height: height - 4, autosize: { type: 'fit', contains: 'padding' } } : {};
  const all = { ...((own.datasets as object | undefined) ?? {}), ...datasets };
  return compile({ ...sized, ...own, datasets: all } as unknown as TopLevelSpec, {
    config: chartConfig({ width, height, scheme }) as never,
    // What it warns of is the author's to see in the JSON; it draws all the same.
    logger: quiet,
  }).spec;
}

const quiet = {
  level: () => quiet,
  error: () => quiet,
  warn: () => quiet,
  info: () => quiet,
  debug: () => quiet,
} as never;

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${String(each)}`)
    .join('\n');
}
