import { SubNavigation } from '../../shared/sub-navigation.tsx';

/** The three pages about notifications. */
export function Sections({ applicationId }: { applicationId: string }) {
  const base = `/applications/${applicationId}/notifications`;
  return (
    <SubNavigation
      label="Notifications"
      links={[
        { to: base, label: 'Inbox' },
        { to: `${base}/rules`, label: 'Rules' },
        { to: `${base}/messages`, label: 'Messages' },
      ]}
    />
  );
}
