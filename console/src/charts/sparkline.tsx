import { colorOf } from './colors.ts';
import { height, toPath, width } from './sparkline-path.ts';

/** The shape of some values over time, without axes: evenly spaced, null where there is none. Decoration beside the numbers. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const path = toPath(values);
  if (path === '') return null;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" className="sparkline">
      <path d={path} fill="none" stroke={colorOf(0)} strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
