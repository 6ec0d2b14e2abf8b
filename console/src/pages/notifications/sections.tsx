import { SubNavigation } from '../../shared/sub-navigation.tsx';
import { t } from '../../words/words.ts';

/** The three pages about notifications. */
export function Sections({ applicationId }: { applicationId: string }) {
  const base = `/applications/${applicationId}/notifications`;
  return (
    <SubNavigation
      label={t('Notifications')}
      links={[
        { to: base, label: t('Inbox') },
        { to: `${base}/rules`, label: t('Rules') },
        { to: `${base}/messages`, label: t('Messages') },
      ]}
    />
  );
}
