import { Alert, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type DeviceFilter, readDeviceIds, readDevices } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import { t } from '../../words/words.ts';
import { formatCount, formatNumber } from '../format.ts';

/** As many as are read before something is confirmed. */
const mostNamed = 10;
/** As many as can be selected; past that nobody asks. */
const mostLookedAt = 10_000;

/** Names those of some devices that the filter of the list behind does not show. */
export function HiddenDevices(props: { applicationId: string; deviceIds: readonly string[]; filter: DeviceFilter }) {
  const { applicationId, deviceIds, filter } = props;
  const { id, name, tags, deviceClass, connection } = filter;
  const question = { id, name, tags, deviceClass, connection } as DeviceFilter;
  const hidden = useQuery({
    queryKey: keys.hiddenDevices(applicationId, question, deviceIds),
    queryFn: async () => {
      const visible = new Set(await readDeviceIds(applicationId, question, mostLookedAt));
      const ids = deviceIds.filter((each) => !visible.has(each));
      return { count: ids.length, named: await readDevices(applicationId, ids.slice(0, mostNamed)) };
    },
    gcTime: 0,
  });
  if (hidden.data === undefined || hidden.data.count === 0) return null;
  const { count, named } = hidden.data;
  return (
    <Alert
      color="orange"
      role="status"
      title={t('{count} of these the filter does not show', { count: formatCount(count, 'device') })}
    >
      <List size="sm">
        {named.map((device) => (
          <List.Item key={device.id} className="foreign">
            {device.name}
          </List.Item>
        ))}
      </List>
      {count > named.length ? (
        <Text size="sm">{t('and {value} more', { value: formatNumber(count - named.length) })}</Text>
      ) : null}
    </Alert>
  );
}
