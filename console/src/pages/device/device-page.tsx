import { Badge, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { deviceQuery } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { ConnectionBadge } from '../../shared/devices/connection-badge.tsx';
import { Page, Section } from '../../shared/page.tsx';
import { ShareButton } from '../../shared/page-links/share-button.tsx';
import type { AskAhead } from '../../shared/route.ts';
import { QueryView } from '../../shared/states.tsx';
import { readIds, useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CommandForms } from './command-forms.tsx';
import { CurrentValues } from './current-values.tsx';
import { DeviceActions } from './device-actions.tsx';
import { DeviceAttributes } from './device-attributes.tsx';
import { DeviceMap } from './device-map.tsx';
import { DevicePlot } from './device-plot.tsx';
import { GatewayOf, Peripherals } from './device-relations.tsx';
import { DeviceTabs } from './device-tabs.tsx';
import { useLastValues } from './use-last-values.ts';

/** How long the page may take to notice that the device has come or gone. */
const connectionMs = 5_000;

export const askAhead: AskAhead = (queryClient, { params }) => {
  const { applicationId, deviceId } = readIds(params);
  void queryClient.prefetchQuery(deviceQuery(applicationId, deviceId));
};

/** Everything about one device: its last values, its series, what it reported and was sent, and when it was connected. */
export function DevicePage() {
  const { applicationId, deviceId } = useIds();
  const device = useQuery({ ...deviceQuery(applicationId, deviceId), refetchInterval: connectionMs });
  return (
    <QueryView query={device}>
      {(found) => (
        <Page
          title={found.name}
          description={<DeviceSummary applicationId={applicationId} device={found} />}
          actions={
            <>
              <ConnectionBadge device={found} />
              <ShareButton applicationId={applicationId} what={{ name: found.name, deviceIds: [found.id] }} />
              <DeviceActions applicationId={applicationId} device={found} />
            </>
          }
        >
          <DeviceDetails key={found.id} applicationId={applicationId} device={found} />
        </Page>
      )}
    </QueryView>
  );
}

function DeviceSummary({ applicationId, device }: { applicationId: string; device: Device }) {
  const { description, tags = [], deviceClass, id } = device;
  return (
    <>
      {description ? <div>{description}</div> : null}
      <Group gap={6} mt={4}>
        <span>{deviceClass}</span>
        <GatewayOf applicationId={applicationId} device={device} />
        <code>{id}</code>
        {tags.map(({ key, value }) => (
          <Badge key={`${key}=${value}`} variant="default" tt="none" fw={400} className="foreign">
            {key}={value}
          </Badge>
        ))}
      </Group>
    </>
  );
}

function DeviceDetails({ applicationId, device }: { applicationId: string; device: Device }) {
  const { query, values, state, total } = useLastValues(applicationId, device.id);
  return (
    <>
      <CurrentValues applicationId={applicationId} device={device} values={values} isKnown={query.isSuccess} />
      <DevicePlot applicationId={applicationId} device={device} state={state} news={total} />
      <Section title={t('Attributes')} padding={0}>
        <QueryView query={query}>
          {() => <DeviceAttributes applicationId={applicationId} device={device} values={values} />}
        </QueryView>
      </Section>
      <DeviceMap applicationId={applicationId} device={device} values={values} news={total} />
      <CommandForms applicationId={applicationId} device={device} />
      <Peripherals applicationId={applicationId} device={device} />
      <DeviceTabs applicationId={applicationId} deviceId={device.id} news={total} />
    </>
  );
}
