import type UPlot from 'uplot';

/** Something that happened, and is marked on the plot where it did. */
export interface PlotMoment {
  /** Epoch ms. */
  readonly time: number;
  readonly color: string;
}

/** A line, or a band between two values, that is drawn behind what is measured. */
export interface PlotMark {
  /** Of the lines whose axis it belongs to. */
  readonly scale: string;
  readonly from: number;
  readonly to?: number | undefined;
  readonly label: string;
  readonly color: string;
  readonly dash?: readonly number[] | undefined;
  readonly width?: number | undefined;
}

/** Draws moments as dashed uprights over the whole height. */
export function drawMoments(plot: UPlot, moments: readonly PlotMoment[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { time, color } of moments) {
    const x = Math.round(plot.valToPos(time / 1_000, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** Draws marks behind the lines, each with its label. */
export function drawMarks(plot: UPlot, marks: readonly PlotMark[]): void {
  const { ctx, bbox } = plot;
  for (const { scale, from, to, label, color, dash = [], width = 1 } of marks) {
    const [low, high] = [plot.scales[scale]?.min, plot.scales[scale]?.max];
    if (low === undefined || high === undefined) continue;
    const [first, second] = [from, to ?? from].map((value) => plot.valToPos(value, scale, true)) as [number, number];
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = color;
    ctx.fillStyle = color;
    ctx.lineWidth = width * devicePixelRatio;
    if (to === undefined) {
      ctx.setLineDash(dash.map((part) => part * devicePixelRatio));
      ctx.beginPath();
      ctx.moveTo(bbox.left, first);
      ctx.lineTo(bbox.left + bbox.width, first);
      ctx.stroke();
    } else {
      ctx.globalAlpha = 0.18;
      ctx.fillRect(bbox.left, Math.min(first, second), bbox.width, Math.abs(second - first));
      ctx.globalAlpha = 1;
    }
    ctx.font = `${11 * devicePixelRatio}px sans-serif`;
    ctx.fillText(label, bbox.left + 6 * devicePixelRatio, Math.min(first, second) - 4 * devicePixelRatio);
    ctx.restore();
  }
}
