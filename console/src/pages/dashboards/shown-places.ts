/** What the blocks that draw positions show (dashboards.md, "15. What the data of a block holds (ours)"). */
export interface Pin {
  /** A place in the columns of its track. */
  readonly index: number;
  readonly kind: 'first' | 'middle' | 'last';
  /** The address of a picture; left out: the simple pin. */
  readonly icon?: string;
  readonly popup?: string;
}

interface Named {
  readonly deviceId?: string;
  readonly deviceName?: string;
  /** Epoch ms. */
  readonly times: readonly number[];
  readonly isSimplified?: boolean;
  readonly pins: readonly Pin[];
}

/** Where a device was, oldest first: degrees, one for each of `times`. */
export interface MapTrack extends Named {
  readonly latitudes: readonly number[];
  readonly longitudes: readonly number[];
}

/**
 * Where a device was on the image of a position-chart, oldest first: `xs` and `ys` are the values that it reported, one
 * for each of `times`.
 */
export interface PlaneTrack extends Named {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Pixels of the image, from its top left. */
  readonly pixelXs: readonly number[];
  readonly pixelYs: readonly number[];
}

interface Lines {
  readonly lines?: boolean;
  readonly arrows?: boolean;
  readonly resizedPins?: boolean;
  readonly startColor?: string;
  readonly endColor?: string;
  /** Reports without a position. */
  readonly leftOut?: number;
}

/** Where the pictures of a map come from, where the operator has named a source. */
export interface Tiles {
  readonly normal?: string;
  readonly satellite?: string;
  readonly attribution?: string;
}

/**
 * What a map shows before the viewer moves it; with `fit` all its points instead of the centre. `bearing` and `pitch`
 * are in degrees.
 */
export interface MapView {
  /** Latitude and longitude. */
  readonly center?: readonly [number, number];
  readonly zoom?: number | 'auto';
  readonly fit?: boolean;
  readonly bearing?: number;
  readonly pitch?: number;
  readonly style?: 'normal' | 'satellite';
}

/** Data of a map: tracks of devices, and whether pins that are close together are drawn as one (`cluster`). */
export interface MapData extends Lines {
  readonly view: MapView;
  readonly tiles?: Tiles;
  readonly cluster?: boolean;
  readonly tracks: readonly MapTrack[];
}

/**
 * Data of a heatmap: points in degrees, without order or device. `isDots`: the last position of each device, drawn as
 * dots rather than density.
 */
export interface HeatmapData {
  readonly view: MapView;
  readonly tiles?: Tiles;
  readonly isDots?: boolean;
  readonly latitudes: readonly number[];
  readonly longitudes: readonly number[];
  readonly leftOut?: number;
}

/** Data of a position-chart: tracks on an image instead of a map. */
export interface PositionChartData extends Lines {
  readonly image: string;
  /** The centre in pixels of the image. */
  readonly view: {
    readonly center?: readonly [number, number];
    readonly zoom?: number | 'auto';
    readonly fit?: boolean;
  };
  readonly tracks: readonly PlaneTrack[];
}

/**
 * One thing that stands on the picture of an image-overlay: `x` and `y` are pixels of the image from its top left,
 * `length` of a bar is from 1 to 10; texts are Markdown.
 */
export interface Overlay {
  readonly id?: string;
  readonly type: 'label' | 'indicator' | 'value' | 'bar' | 'image';
  readonly size?: 'small' | 'medium' | 'large';
  readonly x: number;
  readonly y: number;
  readonly color?: string;
  readonly label?: string;
  readonly shape?: string;
  readonly image?: string;
  readonly popup?: string;
  readonly text?: string;
  readonly value?: number;
  readonly min?: number;
  readonly max?: number;
  readonly length?: number;
  readonly orientation?: 'horizontal' | 'vertical';
  readonly backgroundColor?: string;
}

/** Data of an image-overlay. `zoom` is a power of two: 0 is the natural size, -1 half of it. */
export interface ImageOverlayData {
  readonly image: string;
  readonly color?: string;
  readonly zoom?: number;
  readonly disableZoom?: boolean;
  readonly overlays: readonly Overlay[];
}
