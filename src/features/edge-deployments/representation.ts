import type { DeploymentRow, LogRow } from './store.ts';

/** A record as the API returns it. */
export function toDeployment(
  row: DeploymentRow,
  applicationId: string,
  { logs, flowName }: { logs: readonly LogRow[]; flowName: string | undefined },
) {
  return {
    id: row.id,
    edgeDeploymentId: row.id,
    applicationId,
    deviceId: row.device_id,
    deviceName: row.device_name,
    flowId: row.flow_id,
    ...(flowName === undefined ? {} : { flowName }),
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    currentVersion: row.current_version,
    desiredVersion: row.desired_version,
    logs: logs.map(toLog),
    _type: 'edgeDeployment' as const,
    _links: { self: { href: `/applications/${applicationId}/edge/deployments/${row.id}` } },
  };
}

function toLog(row: LogRow) {
  return {
    sourceType: row.source_type,
    sourceId: row.source_id,
    date: row.time.toISOString(),
    changeType: row.change_type,
    newValue: row.new_value,
    previousValue: row.previous_value,
    ...(row.error === null ? {} : { attemptedValue: row.attempted_value, error: row.error }),
  };
}
