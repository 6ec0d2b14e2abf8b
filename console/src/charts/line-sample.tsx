/** How a line is drawn, beside its name in a legend. */
export function LineSample({ color, dash }: { color: string; dash: readonly number[] | undefined }) {
  return (
    <svg width={24} height={4} aria-hidden="true" style={{ flexShrink: 0 }}>
      <line x1={0} y1={2} x2={24} y2={2} stroke={color} strokeWidth={3} strokeDasharray={dash?.join(' ')} />
    </svg>
  );
}
