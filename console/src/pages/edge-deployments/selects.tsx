import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { t } from '../../words/words.ts';
import { edgeFlowsQuery, flowVersionsQuery } from './queries.ts';

interface Props {
  readonly applicationId: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A workflow of class edge. */
export function FlowSelect({ applicationId, value, error, onChange }: Props) {
  const flows = useQuery(edgeFlowsQuery(applicationId));
  const items = flows.data?.items ?? [];
  return (
    <NativeSelect
      label={t('Workflow')}
      description={flows.data && items.length === 0 ? t('There is no workflow of class edge yet.') : undefined}
      data={[{ value: '', label: t('Choose') }, ...items.map(({ id, name }) => ({ value: id, label: name }))]}
      value={value}
      error={error}
      required
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A named version of a workflow. */
export function VersionSelect({ applicationId, flowId, label, value, error, onChange }: Props & Named) {
  const versions = useQuery(flowVersionsQuery(applicationId, flowId));
  const items = versions.data?.items ?? [];
  return (
    <NativeSelect
      label={label}
      description={
        versions.data && items.length === 0
          ? t('The workflow has no named version yet: make one in its editor.')
          : undefined
      }
      data={[{ value: '', label: t('Choose') }, ...items.flatMap(({ version }) => version ?? [])]}
      value={value}
      error={error}
      required
      disabled={flowId === ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface Named {
  readonly flowId: string;
  readonly label: string;
}
