import './current-values.css';
import { Text, UnstyledButton } from '@mantine/core';
import type { Attribute, Device } from '../../api/types.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { useView } from '../../series/use-view.ts';
import { formatShortNumber, formatValue } from '../../shared/format.ts';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { listPlottable } from './plottable.ts';
import type { LastValue } from './use-last-values.ts';
import { useSparklines } from './use-sparklines.ts';

/** Two rows of a screen, four of a phone; every attribute is in the table below. */
const mostCards = 8;

/**
 * What a device says now, first of all and large: each value with its unit, how old it is, and its shape over the last day.
 * A click plots the attribute.
 */
export function CurrentValues(props: {
  applicationId: string;
  device: Device;
  values: Readonly<Record<string, LastValue>>;
  /** Whether the stored values have come: before that nobody can say that there are none. */
  isKnown: boolean;
}) {
  const { applicationId, device, values, isKnown } = props;
  const { view, setView } = useView();
  const attributes = (device.attributes ?? []).slice(0, mostCards);
  const sparklines = useSparklines(applicationId, device);
  const plottable = new Set(listPlottable(device).map(({ name }) => name));
  if (attributes.length === 0) return null;
  return (
    <section className="current-values" aria-label={t('Current values')}>
      {attributes.map((attribute) => {
        const { name, description } = attribute;
        const last = Object.hasOwn(values, name) ? values[name] : undefined;
        const points = sparklines.get(name) ?? [];
        const card = <ValueCard attribute={attribute} last={last} points={points} isKnown={isKnown} />;
        if (!plottable.has(name)) {
          return (
            <div key={name} className="current-value" title={description}>
              {card}
            </div>
          );
        }
        return (
          <UnstyledButton
            key={name}
            className="current-value"
            title={description}
            onClick={() => setView({ ...view, attributes: [name] })}
          >
            {card}
          </UnstyledButton>
        );
      })}
    </section>
  );
}

function ValueCard(props: {
  attribute: Attribute;
  last: LastValue | undefined;
  points: readonly (number | null)[];
  isKnown: boolean;
}) {
  const { attribute, last, points, isKnown } = props;
  const { name, attributeTags } = attribute;
  const text = formatValue(last?.value);
  return (
    <>
      <Text span size="xs" c="dimmed" className="foreign" truncate>
        {name}
      </Text>
      <span className="current-value-reading">
        <span className="foreign number" title={text}>
          {typeof last?.value === 'number' ? formatShortNumber(last.value) : text || (isKnown ? '–' : '\u00a0')}
        </span>
        {text === '' || attributeTags?.unit === undefined ? null : (
          <Text span size="sm" c="dimmed">
            {attributeTags.unit}
          </Text>
        )}
      </span>
      <span className="current-value-foot">
        <Text span size="xs" c="dimmed">
          {last?.time === undefined ? isKnown && t('no value yet') : <Time value={last.time} format="relative" />}
        </Text>
        <Sparkline values={points} />
      </span>
    </>
  );
}
