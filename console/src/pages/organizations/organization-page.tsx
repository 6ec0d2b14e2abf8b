import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';
import { OrganizationFrame } from './organization-frame.tsx';

/** Who is in an organization, what they may do, and who has been invited. */
export function OrganizationPage() {
  return (
    <OrganizationFrame>
      {({ organization, isAdmin }) => (
        <>
          <Members organization={organization} isAdmin={isAdmin} />
          {isAdmin ? <Invitations orgId={organization.id} /> : null}
        </>
      )}
    </OrganizationFrame>
  );
}
