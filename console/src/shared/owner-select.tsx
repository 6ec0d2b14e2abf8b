import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ownersQuery } from '../api/queries/applications.ts';
import { useSession } from '../session/use-session.ts';
import { t } from '../words/words.ts';

const makers = ['edit', 'admin'];

/** Who may own an application of the person at this browser: oneself (no id), and the organizations one may make them in. */
export function useOwners(): readonly { readonly value: string; readonly label: string }[] {
  const { session } = useSession();
  const { data } = useQuery(ownersQuery);
  const organizations = (data?.items ?? []).filter(({ members }) =>
    members.some(({ userId, role }) => userId === session?.userId && makers.includes(role)),
  );
  return [
    { value: '', label: t('Me ({email})', { email: session?.email ?? '' }) },
    ...organizations.map(({ id, name }) => ({ value: id, label: name })),
  ];
}

/** Whose something new is to be. Nothing where there is no choice. */
export function OwnerSelect(props: {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void;
}) {
  const owners = useOwners();
  if (owners.length === 1) return null;
  return (
    <NativeSelect
      label={t('Owner')}
      description={
        props.value === ''
          ? t('Only you see it. It can be moved to an organization later.')
          : t('Members of the organization see it as far as their role goes.')
      }
      data={[...owners]}
      {...props}
    />
  );
}
