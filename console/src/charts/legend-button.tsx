import { t } from '../words/words.ts';
import { leaveAlone, toggleLine } from './legend-choice.ts';
import { LineSample } from './line-sample.tsx';

export interface LegendButtonProps {
  readonly line: {
    readonly key: string;
    readonly label: string;
    readonly color: string;
    readonly dash?: readonly number[] | undefined;
  };
  /** Keys of all lines of the plot, and of those that are not drawn. */
  readonly keys: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>) => void;
}

/**
 * The name of a line in a legend. A click hides it, or shows it again; a double click, or Shift with Enter or a click, leaves
 * it alone, and once more brings all back (dashboards.md, "7. Blocks"). The same in every plot.
 */
export function LegendButton({ line, keys, hidden, onChange }: LegendButtonProps) {
  const { key, label, color, dash = [] } = line;
  const isHidden = hidden.has(key);
  const isolate = () => onChange(leaveAlone(hidden, keys, key));
  return (
    <button
      type="button"
      className="legend-button"
      aria-pressed={!isHidden}
      aria-keyshortcuts="Shift+Enter"
      title={t('Click: hide or show. Double click, or Shift and Enter: this line alone.')}
      onClick={({ detail, shiftKey, ctrlKey, metaKey }) => {
        if (shiftKey || ctrlKey || metaKey) isolate();
        // The second click of a double click undoes the first before the line is left alone.
        else if (detail < 3) onChange(toggleLine(hidden, key));
      }}
      onDoubleClick={({ shiftKey, ctrlKey, metaKey }) => {
        if (!shiftKey && !ctrlKey && !metaKey) isolate();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.shiftKey) return;
        event.preventDefault();
        isolate();
      }}
      style={{ opacity: isHidden ? 0.55 : 1 }}
    >
      <LineSample color={color} dash={dash} />
      <span className="foreign">{label}</span>
    </button>
  );
}
