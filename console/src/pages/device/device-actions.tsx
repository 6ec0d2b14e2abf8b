import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Device } from '../../api/types.ts';
import { MakeDashboardItem } from '../../shared/dashboards/make-dashboard.tsx';
import { DeleteDevices } from '../../shared/devices/delete-devices.tsx';
import { DeviceForm } from '../../shared/devices/device-form.tsx';
import { MoreIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { EditCommands } from './edit-commands.tsx';

/** What can be done with the device of a page; a clone opens its own page, a deleted one leads back to the list. */
export function DeviceActions({ applicationId, device }: { applicationId: string; device: Device }) {
  const [open, setOpen] = useState<'edit' | 'clone' | 'commands' | 'delete'>();
  const navigate = useNavigate();
  const list = `/applications/${applicationId}/devices`;
  const close = () => setOpen(undefined);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={t('Actions')}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('edit')}>{t('Edit')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('clone')}>{t('Clone')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('commands')}>{t('Commands')}</Menu.Item>
          <MakeDashboardItem applicationId={applicationId} device={device} />
          <Menu.Item color="red" onClick={() => setOpen('delete')}>
            {t('Delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'edit' || open === 'clone' ? (
        <DeviceForm
          applicationId={applicationId}
          mode={open}
          device={device}
          onClose={close}
          onSaved={({ id }) => {
            if (id !== device.id) void navigate({ to: `${list}/${id}` });
          }}
        />
      ) : open === 'commands' ? (
        <EditCommands applicationId={applicationId} device={device} onClose={close} />
      ) : open === 'delete' ? (
        <DeleteDevices
          applicationId={applicationId}
          deviceIds={[device.id]}
          name={device.name}
          onClose={close}
          onDeleted={(ids) => {
            if (ids.length > 0) void navigate({ to: list });
          }}
        />
      ) : null}
    </>
  );
}
