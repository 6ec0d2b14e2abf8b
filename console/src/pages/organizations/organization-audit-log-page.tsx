import { AuditLogView } from '../../shared/audit/audit-log-view.tsx';
import { OrganizationFrame } from './organization-frame.tsx';

export function OrganizationAuditLogPage() {
  return (
    <OrganizationFrame adminsOnly>
      {({ organization }) => <AuditLogView owner={{ kind: 'organization', orgId: organization.id }} />}
    </OrganizationFrame>
  );
}
