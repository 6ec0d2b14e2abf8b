import { useElementSize } from '@mantine/hooks';
import { lazy, Suspense, useMemo } from 'react';
import type { Device } from '../../api/types.ts';
import { readPosition } from '../../charts/map/clusters.ts';
import { useSeries } from '../../series/use-series.ts';
import { useView } from '../../series/use-view.ts';
import { pickResolution, spanOf } from '../../series/view.ts';
import { formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Loading } from '../../shared/states.tsx';
import { useNow } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import type { LastValue } from './use-last-values.ts';

/** Much larger than everything else of the page, and of use to few devices. */
const WorldMap = lazy(async () => ({ default: (await import('../../charts/map/world-map.tsx')).WorldMap }));
/** More points of a way are not told apart. */
const trackPoints = 1_000;
const height = 320;

export interface DeviceMapProps {
  readonly applicationId: string;
  readonly device: Device;
  readonly values: Readonly<Record<string, LastValue>>;
  readonly news: number;
}

/** Where the device is, and its way over the range that the plot shows; nothing for devices without a gps attribute. */
export function DeviceMap(props: DeviceMapProps) {
  const attribute = props.device.attributes?.find(({ dataType }) => dataType === 'gps')?.name;
  return attribute === undefined ? null : <Located {...props} attribute={attribute} />;
}

function Located({ applicationId, device, values, news, attribute }: DeviceMapProps & { attribute: string }) {
  const { ref, width } = useElementSize();
  const { view } = useView();
  const span = spanOf(view, useNow());
  const selection = useMemo(() => ({ deviceIds: [device.id] }), [device.id]);
  const attributes = useMemo(() => [attribute], [attribute]);
  const series = useSeries({
    applicationId,
    selection,
    attributes,
    view: { ...view, aggregation: 'LAST' },
    resolution: pickResolution(span.end - span.start, { width: 2 * trackPoints, lines: 1 }),
    enabled: width > 0,
    news,
  });
  const track = useMemo(
    () =>
      (series.data?.answer.devices[device.id]?.points ?? []).flatMap(({ data }) => readPosition(data[attribute]) ?? []),
    [series.data, device.id, attribute],
  );
  const last = Object.hasOwn(values, attribute) ? values[attribute]?.value : undefined;
  const places = useMemo(() => {
    const at = readPosition(last);
    return at ? [{ ...at, key: device.id, name: device.name }] : [];
  }, [last, device.id, device.name]);
  if (last === undefined) return null;
  return (
    <Section title={t('Map')} padding={0}>
      <div ref={ref}>
        <Suspense fallback={<Loading height={height} />}>
          <WorldMap
            label={t('Map of {name}, {length} of its way', {
              name: device.name,
              length: formatCount(track.length, 'position'),
            })}
            places={places}
            track={track}
            height={height}
          />
        </Suspense>
      </div>
    </Section>
  );
}
