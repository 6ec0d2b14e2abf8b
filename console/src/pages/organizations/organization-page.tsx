import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';
import { OrganizationApplications } from './organization-applications.tsx';
import { OrganizationFrame } from './organization-frame.tsx';

/** What an organization owns, who is in it, what they may do, and who has been invited. */
export function OrganizationPage() {
  return (
    <OrganizationFrame>
      {({ organization, isAdmin, isEditor }) => (
        <>
          <OrganizationApplications orgId={organization.id} mayCreate={isEditor} />
          <Members organization={organization} isAdmin={isAdmin} />
          {isAdmin ? <Invitations orgId={organization.id} /> : null}
        </>
      )}
    </OrganizationFrame>
  );
}
