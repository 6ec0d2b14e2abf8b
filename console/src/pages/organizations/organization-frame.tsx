import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Organization } from '../../api/types.ts';
import { useSession } from '../../session/use-session.ts';
import { Page } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { SubNavigation } from '../../shared/sub-navigation.tsx';
import { t } from '../../words/words.ts';
import { organizationQuery } from './queries.ts';

interface Standing {
  readonly organization: Organization;
  /** Whether whoever is logged in manages it. */
  readonly isAdmin: boolean;
  /** Whether they may make applications in it. */
  readonly isEditor: boolean;
}

/** What the pages of an organization have in common. With `adminsOnly`, others are told so instead of failing calls. */
export function OrganizationFrame(props: { adminsOnly?: boolean; children: (standing: Standing) => ReactNode }) {
  const { orgId = '' } = useParams({ strict: false }) as { orgId?: string };
  const { session } = useSession();
  const query = useQuery(organizationQuery(orgId));
  const path = `/organizations/${orgId}`;
  const role = query.data?.members.find(({ userId }) => userId === session?.userId)?.role;
  const isAdmin = role === 'admin';
  return (
    <Page title={query.data?.name ?? t('Organization')} description={query.data?.description}>
      <SubNavigation
        label={t('Organization')}
        links={[
          { to: path, label: t('Applications and members') },
          { to: `${path}/tokens`, label: t('API tokens') },
          { to: `${path}/audit-log`, label: t('Audit log') },
          { to: `${path}/settings`, label: t('Settings') },
        ]}
      />
      <QueryView query={query}>
        {(organization) =>
          props.adminsOnly && !isAdmin ? (
            <Empty title={t('This is for the organization’s administrators')}>
              {t('Ask one of them: {nameAdmins}.', {
                nameAdmins: nameAdmins(organization) || t('the list of members names them'),
              })}
            </Empty>
          ) : (
            props.children({ organization, isAdmin, isEditor: isAdmin || role === 'edit' })
          )
        }
      </QueryView>
    </Page>
  );
}

function nameAdmins({ members }: Organization): string {
  return members
    .filter(({ role }) => role === 'admin')
    .map(({ email }) => email)
    .join(', ');
}
