import { encode } from 'uqr';

/** A text as a picture to scan, drawn as one path; dark on white in both colour schemes, as scanners want it. */
export function QrCode({ text, label, pixels = 220 }: { text: string; label: string; pixels?: number }) {
  const { data, size } = encode(text);
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={pixels}
      height={pixels}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
