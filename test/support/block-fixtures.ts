// What the server answers for blocks of every type, as dashboards.md, "15. What the data of a block holds (ours)" has it, with
// texts in it that try to be more than text.
const minute = 60_000;
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGP4TyRgIFbhqEJCABMAAEqhAYHoqXWnAAAAAElFTkSuQmCC';

export interface BlockFixture {
  readonly blockType: string;
  readonly width: number;
  readonly height: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A block of each type that needs a library, a frame or a form, as of so many epoch ms. */
export function makeBlockFixtures(time: number): Readonly<Record<string, BlockFixture>> {
  const iso = (ago: number) => new Date(time - ago).toISOString();
  const times = Array.from({ length: 12 }, (_, index) => time - (12 - index) * 5 * minute);
  const pins = [
    { index: 0, kind: 'first', popup: 'Left at **seven**' },
    { index: 11, kind: 'last', popup: '[now](javascript:alert(1))' },
  ];
  const view = { zoom: 'auto', fit: true, bearing: 0, pitch: 0, style: 'normal' };
  const track = { deviceId: 'a'.repeat(24), deviceName: 'Truck 7', times, pins };
  const latitudes = times.map((_, index) => 52.5 + index / 10);
  const longitudes = times.map((_, index) => 13.4 + index / 5);
  return {
    Way: {
      ...{ blockType: 'map', width: 2, height: 2 },
      data: { view, lines: true, arrows: true, tracks: [{ ...track, latitudes, longitudes }], leftOut: 2 },
    },
    Heat: { blockType: 'heatmap', width: 2, height: 2, data: { view, isDots: false, latitudes, longitudes } },
    Floor: {
      ...{ blockType: 'position-chart', width: 2, height: 2 },
      data: {
        ...{ image: pixel, view: { zoom: 'auto', fit: true }, lines: true },
        tracks: [
          {
            ...{ ...track, xs: times.map((_, index) => index), ys: times.map((_, index) => index) },
            pixelXs: times.map((_, index) => index / 2),
            pixelYs: times.map((_, index) => 7 - index / 2),
          },
        ],
      },
    },
    Plan: {
      ...{ blockType: 'image-overlay', width: 2, height: 2 },
      data: {
        ...{ image: pixel, zoom: 5, disableZoom: false },
        overlays: [
          { type: 'value', size: 'medium', x: 2, y: 2, text: '**21.5** °C', popup: 'Room 1' },
          { type: 'indicator', size: 'large', x: 5, y: 4, label: 'open', color: '#d9480f', shape: 'octagon' },
          {
            type: 'bar',
            size: 'small',
            x: 4,
            y: 6,
            value: 30,
            min: 0,
            max: 60,
            length: 4,
            text: '30 %',
            color: '#2b8a3e',
          },
        ],
      },
    },
    Chart: {
      ...{ blockType: 'custom-chart', width: 2, height: 1.5 },
      data: {
        ...{ language: 'vega-lite', version: 3 },
        specification: JSON.stringify({
          $schema: 'https://vega.github.io/schema/vega-lite/v3.json',
          data: { name: 's' },
          mark: 'line',
          selection: { grid: { type: 'interval', bind: 'scales' } },
          transform: [{ calculate: 'datum.value * 2', as: 'twice' }],
          encoding: {
            x: { field: 'time', type: 'temporal' },
            y: { field: 'twice', type: 'quantitative' },
          },
        }),
        datasets: { s: times.map((each, index) => ({ time: each, value: index })) },
      },
    },
    Thief: {
      ...{ blockType: 'custom-chart', width: 2, height: 1.5 },
      data: {
        ...{ language: 'vega', version: 5 },
        specification: JSON.stringify({
          data: [{ name: 'a', url: 'https://elsewhere.test/a.json' }],
          marks: [{ type: 'symbol', from: { data: 'a' } }],
        }),
        datasets: {},
      },
    },
    Controls: {
      ...{ blockType: 'input', width: 1, height: 2 },
      data: {
        mode: 'locked',
        controls: [
          {
            id: 'speed',
            type: 'range',
            label: 'Speed',
            min: 0,
            max: 10,
            step: 1,
            value: 3,
            isLive: true,
            grid: { x: 0, y: 0, w: 4, h: 1 },
          },
          { id: 'on', type: 'toggle', label: 'On', value: true, grid: { x: 0, y: 1, w: 4, h: 1 } },
          {
            id: 'mode',
            type: 'select',
            label: 'Mode',
            options: [{ value: 'a', label: 'Auto' }],
            value: 'b',
            grid: { x: 0, y: 2, w: 4, h: 1 },
          },
          {
            id: 'go',
            type: 'button',
            label: 'Start it',
            action: 'command',
            color: '#2b8a3e',
            confirm: 'Really?',
            grid: { x: 0, y: 3, w: 4, h: 1 },
          },
        ],
      },
    },
    Log: {
      ...{ blockType: 'device-log', width: 1, height: 2 },
      data: {
        includeDeviceInfo: true,
        devices: [
          {
            ...{ deviceId: 'a'.repeat(24), name: 'Pump <b>1</b>', connected: true },
            entries: [{ time: iso(minute), kind: 'connect', address: '10.0.0.7' }],
            upTime: [
              { from: iso(60 * minute), to: iso(minute), connected: false },
              { from: iso(minute), to: iso(0), connected: true },
            ],
          },
        ],
      },
    },
    Table: {
      ...{ blockType: 'data-table', width: 1, height: 2 },
      data: {
        columns: [{ header: 'Shift' }, { header: 'Pieces' }],
        rows: [
          [
            { text: 'early', raw: 'early' },
            { text: '1,020', raw: 1020 },
          ],
        ],
        totalCount: 40,
      },
    },
    Flows: {
      ...{ blockType: 'workflow-list', width: 1, height: 2 },
      data: {
        rows: [{ flowId: 'b'.repeat(24), name: 'Nightly', class: 'cloud', enabled: true, runs: 12, errors: 3 }],
        totalCount: 1,
      },
    },
    Own: {
      ...{ blockType: 'dashboard-list', width: 1, height: 1 },
      data: {
        rows: [{ dashboardId: 'c'.repeat(24), name: 'Other dashboard', lastUpdated: iso(minute) }],
        totalCount: 1,
      },
    },
    Guests: { blockType: 'application-list', width: 1, height: 1, data: { isViewersOwn: true } },
    Frame: {
      ...{ blockType: 'iframe', width: 1, height: 1 },
      data: { url: '', isBlocked: true, host: 'other.test', setting: 'SIGNALBOX_FRAME_HOSTS' },
    },
    Markup: { blockType: 'custom-html', width: 1, height: 1, data: { isBlocked: true } },
    Series: {
      ...{ blockType: 'graph', width: 4, height: 2 },
      data: {
        ...{ start: iso(60 * minute), end: iso(0), resolution: 5 * minute, hideLegend: false, mayChoose: true },
        series: [
          ...Array.from({ length: 10 }, (_, line) => ({
            ...{ label: `Line ${line}`, graphType: 'line', lineType: 'monotone', lineWeight: 2 },
            axis: { key: line % 2 ? 'bar' : '°C', label: line % 2 ? 'bar' : '°C' },
            times,
            values: times.map((_, index) => (index === 5 ? null : line * 10 + index)),
          })),
          {
            ...{
              label: 'Door',
              graphType: 'line',
              lineType: 'stepAfter',
              lineWeight: 2,
              axis: { key: '', label: '' },
              times,
            },
            values: times.map((_, index) => index > 4),
          },
          {
            ...{
              label: 'State',
              graphType: 'line',
              lineType: 'stepAfter',
              lineWeight: 2,
              axis: { key: '', label: '' },
              times,
            },
            values: times.map((_, index) => (index > 7 ? 'hold' : 'heat')),
          },
        ],
        decorators: [{ type: 'line', axis: '°C', y1: 50, label: 'limit', color: '#d9480f', lineStyle: 'dashed' }],
      },
    },
    Shares: {
      ...{ blockType: 'pie', width: 1, height: 1 },
      data: {
        ...{ window: 24 * 60 * minute, valueFormat: '', percentFormat: '' },
        slices: ['Pump in the old hall', 'Pump in the new hall', 'Compressor', 'Conveyor belt', 'Lights'].map(
          (label, index) => ({ label, value: 73.5 + index }),
        ),
      },
    },
    Fleet: {
      ...{ blockType: 'device-list', width: 2, height: 1 },
      data: {
        columns: [{ header: 'Name' }, { header: 'Updated' }, { header: 'Seen' }],
        rows: [
          {
            cells: [
              { text: 'Truck 7', raw: 'Truck 7' },
              { text: '01/02/2026 3:04:05 AM', raw: iso(minute), isTime: true },
              { text: 'at noon', raw: iso(minute) },
            ],
          },
        ],
        totalCount: 1,
      },
    },
  };
}
