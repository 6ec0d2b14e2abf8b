import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import {
  DeviceRestriction,
  isComplete,
  noRestriction,
  type Restriction,
  toDeviceFields,
} from '../../shared/devices/device-restriction.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { FlowSelect, VersionSelect } from './selects.tsx';

interface Values {
  readonly flowId: string;
  readonly version: string;
  readonly devices: Restriction;
}

/** Asks devices to run a version of an edge workflow. */
export function ReleaseDialog({ applicationId, onClose }: { applicationId: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { flowId: '', version: '', devices: { ...noRestriction, mode: 'devices' } } as Values,
    fields: ['flowId', 'version', 'deviceIds', 'deviceTags'],
    save: async ({ flowId, version, devices }) => {
      await request('POST', '/applications/{applicationId}/edge/deployments/release', {
        path: { applicationId },
        body: { flowId, version, ...toDeviceFields(devices) },
      });
      await queryClient.invalidateQueries({ queryKey: keys.edgeDeployments(applicationId) });
    },
  });
  const { devices, flowId, version } = form.values;
  return (
    <FormDialog
      form={form}
      title={t('Release a version')}
      opened
      onClose={onClose}
      submitLabel={t('Release')}
      disabled={flowId === '' || version === '' || !isComplete(devices)}
    >
      <FlowSelect
        applicationId={applicationId}
        value={flowId}
        error={form.errors.of('flowId')}
        onChange={(id) => form.change({ flowId: id, version: '' })}
      />
      <VersionSelect applicationId={applicationId} flowId={flowId} label={t('Version')} {...form.value('version')} />
      <DeviceRestriction
        applicationId={applicationId}
        description={t('Of these, the devices of class edgeCompute are asked to run it.')}
        value={devices}
        onChange={(value) => form.change({ devices: value })}
        errors={form.errors}
      />
    </FormDialog>
  );
}
