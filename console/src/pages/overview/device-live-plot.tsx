import { Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { type LiveEvent, type LiveState, useLiveEvents } from '../../api/live-events.ts';
import type { Device, StateEvent } from '../../api/types.ts';
import { LivePlot } from '../../charts/live-plot.tsx';
import { unitOf } from '../../series/columns.ts';
import { PinPlot } from '../../shared/dashboards/pin-plot.tsx';
import { t } from '../../words/words.ts';

/** Follows the states of a device as they are stored, an hour of one a second at most. */
export function useDeviceStates(applicationId: string, deviceId: string) {
  return useLiveEvents<StateEvent>({
    path: `/applications/${applicationId}/devices/${deviceId}/stateStream`,
    limit: 3_600,
  });
}

/** The plot of one numeric attribute of a device, chosen by the viewer; follows the device by itself. */
export function DeviceLivePlot({ applicationId, device }: { applicationId: string; device: Device }) {
  const { rows, state } = useDeviceStates(applicationId, device.id);
  return <AttributePlot applicationId={applicationId} device={device} events={rows} state={state} />;
}

export function AttributePlot(props: {
  readonly applicationId: string;
  readonly device: Device;
  readonly events: readonly LiveEvent<StateEvent>[];
  readonly state: LiveState;
}) {
  const { applicationId, device, events, state } = props;
  const numeric = (device.attributes ?? []).filter(({ dataType }) => dataType === 'number').map(({ name }) => name);
  const [chosen, setChosen] = useState<string>();
  const attribute = chosen ?? numeric[0];
  if (attribute === undefined) return <Text c="dimmed">{t('This device has no numeric attribute to plot.')}</Text>;
  return (
    <>
      <Group gap="sm" mb="xs">
        <NativeSelect
          aria-label={t('Attribute')}
          data={numeric}
          value={attribute}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <PinPlot
          applicationId={applicationId}
          plot={{
            title: `${device.name}: ${attribute}`,
            lines: [{ attribute, label: attribute, deviceIds: [device.id] }],
            ...{ aggregation: 'NONE', duration: 3_600_000, resolution: 0 },
          }}
        />
      </Group>
      <LivePlot
        key={attribute}
        applicationId={applicationId}
        deviceId={device.id}
        attribute={attribute}
        unit={unitOf(device, attribute)}
        events={events}
        state={state}
      />
    </>
  );
}
