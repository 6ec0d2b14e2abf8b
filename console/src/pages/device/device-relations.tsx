import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { deviceQuery, peripheralsPerPage, peripheralsQuery } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

interface RelationProps {
  readonly applicationId: string;
  readonly device: Device;
}

/** Through which gateway a peripheral speaks. */
export function GatewayOf({ applicationId, device }: RelationProps) {
  const { deviceClass, gatewayId } = device;
  const gateway = useQuery({
    ...deviceQuery(applicationId, gatewayId ?? ''),
    enabled: gatewayId !== undefined,
    refetchInterval: false,
  });
  if (deviceClass !== 'peripheral') return null;
  if (gatewayId === undefined) return <span>{t('of any gateway')}</span>;
  return (
    <span>
      {tx('of the gateway {gateway}', {
        gateway: (
          <Anchor
            component={Link}
            to={`/applications/${applicationId}/devices/${gatewayId}`}
            size="sm"
            underline="always"
          >
            {gateway.data?.name ?? gatewayId}
          </Anchor>
        ),
      })}
    </span>
  );
}

/** The peripherals that belong to a gateway; nothing for devices that have none. */
export function Peripherals({ applicationId, device }: RelationProps) {
  const [page, setPage] = useState(1);
  const isGateway = device.deviceClass === 'gateway' || device.deviceClass === 'edgeCompute';
  const list = useQuery({ ...peripheralsQuery(applicationId, device.id, page - 1), enabled: isGateway });
  if (!isGateway) return null;
  const columns: readonly Column<Device>[] = [
    {
      head: t('Name'),
      cell: ({ name }) => name,
      to: ({ id }) => `/applications/${applicationId}/devices/${id}`,
      isTitle: true,
    },
    {
      head: t('Description'),
      cell: ({ description }) => description,
      isForeign: true,
      isWideOnly: true,
      maxWidth: 320,
    },
    { head: t('Attributes'), cell: ({ attributes = [] }) => attributes.length, isNumber: true, align: 'right' },
    { head: t('Created'), cell: ({ creationDate }) => <Time value={creationDate} format="day" />, isWideOnly: true },
  ];
  return (
    <ResourceTable
      query={list}
      noun="peripheral"
      label={t('Peripherals')}
      keyOf={({ id }) => id}
      columns={columns}
      paging={{ page, perPage: peripheralsPerPage, onChange: setPage }}
      empty={
        <Empty title={t('No peripherals')}>
          {t('Devices of class peripheral that name this gateway are listed here.')}
        </Empty>
      }
    />
  );
}
