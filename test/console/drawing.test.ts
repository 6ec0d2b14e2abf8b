// What plots and blocks are drawn with: colours, points, places.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeNames } from '../../console/country-names.ts';
import { colorOf, dashOf, palette } from '../../console/src/charts/colors.ts';
import { contrastOf, grounds, leastContrast, type Rgb, readRgb, tellApart } from '../../console/src/charts/contrast.ts';
import { gapsOfLine } from '../../console/src/charts/gaps.ts';
import { thinPlaces } from '../../console/src/charts/thin.ts';
import { ticksOf } from '../../console/src/charts/time-ticks.ts';
import { toGraphLines } from '../../console/src/pages/dashboards/blocks/graph-lines.ts';
import { modernize } from '../../console/src/pages/dashboards/blocks/old-vega-lite.ts';
import { densityOf, pinColor, unwrapLongitudes } from '../../console/src/pages/dashboards/blocks/pins.ts';
import { safeUrl } from '../../console/src/pages/dashboards/blocks/safe-url.ts';
import { fromLocalText, toLocalText } from '../../console/src/pages/dashboards/local-time.ts';
import type { GraphSeries } from '../../console/src/pages/dashboards/shown.ts';
import { findFault, fromDraft, newVariable, toDraft } from '../../console/src/pages/dashboards/variables.ts';

const rgb = (color: string) => readRgb(color) as Rgb;

it('draws every line at least 3:1 against what it stands on, in both colour schemes', () => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const ground of grounds[scheme]) {
      for (const color of palette) {
        const contrast = contrastOf(rgb(color), rgb(ground));
        expect(contrast, `${color} on ${ground}`).toBeGreaterThanOrEqual(leastContrast);
      }
    }
  }
});

it('draws 32 lines of which no two look the same', () => {
  const looks = Array.from({ length: 32 }, (_, index) => JSON.stringify([colorOf(index), dashOf(index)]));
  expect(new Set(looks).size).toBe(32);
});

it('tells a chosen colour apart from the ground, and leaves one alone that can be told', () => {
  const part = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(part, part, part), fc.constantFrom('light', 'dark'), (given, scheme) => {
      const shown = rgb(tellApart(`rgb(${given.join(', ')})`, scheme as 'light'));
      for (const ground of grounds[scheme as 'light']) {
        expect(contrastOf(shown, rgb(ground))).toBeGreaterThanOrEqual(leastContrast);
      }
    }),
  );
  expect(tellApart('#1c8799', 'dark')).toBe('#1c8799');
  expect(tellApart('none', 'dark')).toBe('none');
});

it('keeps every peak of a long series, and no more than four points a pixel', () => {
  const values = fc.array(fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { nil: null }), {
    minLength: 2,
    maxLength: 900,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 60 }), (line, pixels) => {
      const times = line.map((_, index) => index * 10);
      const [start, end] = [0, (line.length - 1) * 10];
      const places = thinPlaces(times, [line], { start, end, pixels });
      if (line.length <= 4 * pixels) {
        expect(places).toBeUndefined();
        return;
      }
      const kept = (places ?? []).map((place) => line[place]);
      const known = line.filter((value) => value !== null);
      expect(kept).not.toContain(null);
      if (known.length > 0) {
        expect([Math.min(...(kept as number[])), Math.max(...(kept as number[]))]).toEqual([
          Math.min(...known),
          Math.max(...known),
        ]);
        expect(kept[0]).toBe(known[0]);
        expect(kept.at(-1)).toBe(known.at(-1));
      }
      expect(kept.length).toBeLessThanOrEqual(4 * (pixels + 1));
      expect(places).toEqual([...(places ?? [])].sort((a, b) => a - b));
    }),
  );
});

it('finds the gaps of a long line among all its points, and draws the points at their ends', () => {
  // Noise is thinned unevenly: between the points that are drawn there are longer stretches than between those that were reported.
  const times = Array.from({ length: 40_000 }, (_, index) => index * 10_000 + (index < 20_000 ? 0 : 3_600_000));
  const values = times.map((_, index) => (index * 7_919) % 1_000);
  expect(gapsOfLine(times, values, 0)).toEqual({ gaps: [[19_999, 20_000]], alone: [] });
  const places = thinPlaces(times, [values], { start: 0, end: times.at(-1) ?? 0, pixels: 1_000 });
  expect(places).toEqual(expect.arrayContaining([19_999, 20_000]));
  expect(places?.length).toBeLessThan(5_000);
});

it('makes of the selections of old Vega-Lite what they are called today', () => {
  const old = {
    data: { name: 'a', values: [{ selection: 'stays' }] },
    layer: [
      {
        mark: 'line',
        selection: { grid: { type: 'interval', bind: 'scales' }, pick: { type: 'multi', fields: ['x'] } },
        encoding: { color: { condition: { selection: 'pick', value: 'red' }, value: 'grey' } },
      },
    ],
    transform: [{ filter: { selection: 'pick' } }],
  };
  expect(modernize(old)).toEqual({
    data: { name: 'a', values: [{ selection: 'stays' }] },
    layer: [
      {
        mark: 'line',
        params: [
          { name: 'grid', select: { type: 'interval' }, bind: 'scales' },
          { name: 'pick', select: { type: 'point', fields: ['x'] } },
        ],
        encoding: { color: { condition: { param: 'pick', value: 'red' }, value: 'grey' } },
      },
    ],
    transform: [{ filter: { param: 'pick' } }],
  });
  expect(() => modernize({ transform: [{ filter: { selection: { and: ['a', 'b'] } } }] })).toThrow('not supported');
});

it('goes the short way across the date line, and colours pins by their age', () => {
  expect(unwrapLongitudes([170, 179, -179, -170, 175])).toEqual([170, 179, 181, 190, 175]);
  const colors = { startColor: '#000000', endColor: '#ffffff' };
  expect(pinColor({ index: 0, kind: 'first' }, 3, colors)).toBe('#000000');
  expect(pinColor({ index: 1, kind: 'middle' }, 3, colors)).toBe('#808080');
  expect(pinColor({ index: 0, kind: 'last' }, 1, colors)).toBe('#ffffff');
  expect([
    densityOf('/files/a@2x.png', true),
    densityOf('/a@3x.png?x=1', undefined),
    densityOf('/a@2x.png', false),
  ]).toEqual([2, 3, 1]);
});

it('lets only addresses through that a link or a picture may have', () => {
  const bad = ['javascript:alert(1)', '//elsewhere.test/a', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd'];
  for (const url of bad) expect([safeUrl(url, 'link'), safeUrl(url, 'image')]).toEqual([undefined, undefined]);
  expect(safeUrl('mailto:ada@example.com', 'link')).toBe('mailto:ada@example.com');
  expect(safeUrl('mailto:ada@example.com', 'image')).toBeUndefined();
  expect(safeUrl('data:image/png;base64,AA', 'image')).toBe('data:image/png;base64,AA');
});

it('writes a moment for an input and reads it back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 946_684_800, max: 4_102_444_800 }), (seconds) => {
      const time = seconds * 1000;
      const read = fromLocalText(toLocalText(time));
      // An hour that a changed clock has twice is read as one of the two.
      expect([0, 3_600_000]).toContain(Math.abs((read ?? 0) - time));
    }),
  );
  expect(fromLocalText('')).toBeUndefined();
});

it('edits variables without losing what it has no field for', () => {
  const stored = [
    {
      name: 'device-0',
      type: 'deviceId',
      applicationId: 'a',
      defaultValue: 'd1',
      validationEnabled: true,
      validationConfig: {
        deviceTags: [{ key: 'kind', value: 'pump' }],
        deviceIds: ['d1', 'd2'],
        includeFullDevice: true,
      },
    },
    {
      name: 'tag',
      type: 'deviceTag',
      defaultValue: { key: 'room' },
      validationEnabled: true,
      validationConfig: { deviceTags: [{ key: 'room' }, { value: 'x=y' }] },
    },
    { name: 'n', type: 'number', defaultValue: 3, validationEnabled: true, validationConfig: { min: 1, max: 9 } },
    { name: 's', type: 'string', defaultValue: 'a', validationEnabled: false, validationConfig: { regExp: '^a' } },
  ];
  expect(stored.map((each) => fromDraft(toDraft(each)))).toEqual(stored);
  const draft = { ...newVariable('a'), name: 'n', type: 'number', defaultValue: '12', max: '9' };
  expect(findFault([draft], draft)).toContain('above');
  expect(findFault([draft], { ...draft, name: 'a b' })).toContain('letters');
  expect(findFault([draft, { ...draft }], draft)).toContain('Another');
  expect(findFault([], { ...draft, defaultValue: '9' })).toBeUndefined();
});

it('writes the name of a country in the middle of its largest part', () => {
  const square = (x: number, size: number) => [
    [
      [x, 0],
      [x + size, 0],
      [x + size, size],
      [x, size],
      [x, 0],
    ],
  ];
  const land = {
    type: 'Feature' as const,
    properties: { name: 'Land' },
    geometry: { type: 'MultiPolygon' as const, coordinates: [square(50, 1), square(10, 4)] },
  };
  const { features } = placeNames({ type: 'FeatureCollection', features: [land] });
  expect(features.map(({ geometry, properties }) => [geometry, properties?.name])).toEqual([
    [{ type: 'Point', coordinates: [12, 2] }, 'Land'],
  ]);
});

it('writes the numbers of an axis in its own format, beside the axis and in the legend', () => {
  const series = (format: string | undefined): GraphSeries => ({
    ...{ label: 'temp', graphType: 'line', lineType: 'linear', lineWeight: 2, times: [0, 60_000], values: [20, 21.55] },
    axis: { key: 'a', label: '', ...(format === undefined ? {} : { format }) },
  });
  const formatOf = (format: string | undefined) =>
    toGraphLines({ start: '', end: '', resolution: 0, hideLegend: false, series: [series(format)] }, 'light').lines[0]
      ?.format;
  const ticks = (format: string | undefined) => {
    const values = ticksOf(formatOf(format));
    return typeof values === 'function' ? values(undefined as never, [0, 1_250.5], 0, 0, 0) : values;
  };
  expect(ticks('.2f')).toEqual(['0.00', '1250.50']);
  expect(ticks(',.0f')).toEqual(['0', '1,251']);
  expect(ticks('$,.1f')).toEqual(['$0.0', '$1,250.5']);
  expect(ticks('.2~s')).toEqual(['0', '1.3k']);
  expect(ticks(undefined)).toEqual(['0', '1,251']);
  // What is no format is none, and one that would fill the memory neither.
  for (const odd of ['', 'fast', '.2f%%', '0999999999d', 'x'.repeat(200)]) expect(formatOf(odd)).toBeUndefined();
});
