import { Anchor, Button, NativeSelect, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { ownersQuery } from '../../api/queries/applications.ts';
import { keys } from '../../api/query-keys.ts';
import type { Application } from '../../api/types.ts';
import { useSession } from '../../session/use-session.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useOwners } from '../../shared/owner-select.tsx';
import { Section } from '../../shared/page.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

/** Whose the application is, and giving it to another owner. */
export function OwnerSection({ application }: { application: Application }) {
  const { id, ownerId, ownerType } = application;
  const { session } = useSession();
  const [moving, setMoving] = useState(false);
  const organizations = useQuery(ownersQuery);
  const others = useOwners().filter(({ value }) => value !== (ownerType === 'user' ? '' : ownerId));
  const organization = organizations.data?.items.find((each) => each.id === ownerId);
  return (
    <Section
      title={t('Owner')}
      actions={
        others.length === 0 ? null : (
          <Button size="compact-sm" variant="default" onClick={() => setMoving(true)}>
            {t('Move to another owner')}
          </Button>
        )
      }
    >
      <Text size="sm" className="foreign">
        {ownerType === 'organization'
          ? tx('The organization {name}: its members see the application as far as their role goes.', {
              name: (
                <Anchor component={Link} to={`/organizations/${ownerId}`}>
                  {organization?.name ?? ownerId}
                </Anchor>
              ),
            })
          : ownerId === session?.userId
            ? t('You: nobody else sees the application.')
            : t('The user {ownerId}.', { ownerId })}
      </Text>
      {others.length === 0 && organizations.data !== undefined ? (
        <Text size="sm" c="dimmed">
          {tx('To share it, move it to an {link} in which you are an editor.', {
            link: <Link to="/organizations">{t('organization')}</Link>,
          })}
        </Text>
      ) : null}
      {moving ? (
        <MoveDialog id={id} name={application.name} from={application} to={others} onClose={() => setMoving(false)} />
      ) : null}
    </Section>
  );
}

function MoveDialog(props: {
  readonly id: string;
  readonly name: string;
  readonly from: Pick<Application, 'ownerId' | 'ownerType'>;
  readonly to: readonly { readonly value: string; readonly label: string }[];
  readonly onClose: () => void;
}) {
  const { id, from, to, onClose } = props;
  const queryClient = useQueryClient();
  const { session } = useSession();
  const form = useForm({
    initial: { owner: to[0]?.value ?? '' },
    asks: false,
    save: async ({ owner }) => {
      const body = {
        destinationId: owner === '' ? (session?.userId ?? '') : owner,
        destinationType: owner === '' ? ('user' as const) : ('organization' as const),
        applicationIds: [id],
        strict: true,
      };
      if (from.ownerType === 'user') await request('PATCH', '/me/transferResources', { body });
      else await request('PATCH', '/orgs/{orgId}/transferResources', { path: { orgId: from.ownerId }, body });
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.application(id) }),
        queryClient.invalidateQueries({ queryKey: keys.applications() }),
        ...[from.ownerId, owner].map((orgId) =>
          queryClient.invalidateQueries({ queryKey: keys.organizationApplications(orgId) }),
        ),
      ]);
    },
  });
  const becomesMine = form.values.owner === '';
  return (
    <FormDialog
      form={form}
      title={t('Move to another owner')}
      opened
      onClose={onClose}
      submitLabel={t('Move')}
      size="md"
    >
      <NativeSelect label={t('New owner')} data={[...to]} data-autofocus {...form.text('owner')} />
      <Text size="sm">
        {t('{part} Devices, access keys and the application’s own API tokens go on as they are.', {
          part: becomesMine
            ? t('Members of the organization no longer see the application; only you do.')
            : t('Everybody in the organization sees the application as far as their role there goes, you too.'),
        })}
      </Text>
    </FormDialog>
  );
}
