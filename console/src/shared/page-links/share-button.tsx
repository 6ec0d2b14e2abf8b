import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { CopyButton } from '../copy-button.tsx';
import { Dialog } from '../dialog.tsx';
import { FormView } from '../form/form-view.tsx';
import { useForm } from '../form/use-form.ts';
import { Time } from '../time.tsx';

export interface SharedWhat {
  /** What the page is called there, unless its maker calls it otherwise. */
  readonly name: string;
  readonly deviceIds?: readonly string[];
  readonly deviceTags?: readonly { readonly key?: string; readonly value?: string }[];
  /** Left out: whatever attributes the devices have. */
  readonly attributes?: readonly string[] | undefined;
}

const dayMs = 86_400_000;
const ends = [
  { value: '1', label: t('In a day') },
  { value: '7', label: t('In 7 days') },
  { value: '30', label: t('In 30 days') },
  { value: '90', label: t('In 90 days') },
  { value: '365', label: t('In a year') },
];

/** Where a link leads. Its token stands behind the #, which no browser sends to a server. */
export function linkAddress(token: string): string {
  return `${window.location.origin}/console/shared-page#${token}`;
}

/** Makes a link that shows what this page shows to whoever has it, without an account. */
export function ShareButton({ applicationId, what }: { applicationId: string; what: SharedWhat }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('Share')}
      </Button>
      {isOpen ? <ShareDialog applicationId={applicationId} what={what} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function ShareDialog(props: { applicationId: string; what: SharedWhat; onClose: () => void }) {
  const { applicationId, what, onClose } = props;
  const queryClient = useQueryClient();
  const [made, setMade] = useState<{ token: string; expires: string }>();
  const form = useForm({
    initial: { name: what.name.slice(0, 255), days: '7' },
    fields: ['name', 'expires'],
    save: async ({ name, days }) => {
      const { name: _name, attributes, deviceIds, deviceTags } = what;
      const link = await request('POST', '/applications/{applicationId}/page-links', {
        path: { applicationId },
        body: {
          name,
          view: window.location.search.slice(0, 2_000),
          expires: new Date(Date.now() + Number(days) * dayMs).toISOString(),
          ...(deviceIds === undefined ? {} : { deviceIds: [...deviceIds] }),
          ...(deviceTags === undefined ? {} : { deviceTags: [...deviceTags] }),
          ...(attributes === undefined ? {} : { attributes: [...attributes] }),
        },
      });
      await queryClient.invalidateQueries({ queryKey: keys.pageLinks(applicationId) });
      setMade(link);
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t('Share this page')} size="lg">
      {made === undefined ? (
        <FormView form={form} label={t('Share this page')} submitLabel={t('Make a link')} savedText="">
          <Text size="sm">
            {t(
              'Whoever has the link sees the plot and the newest values of this page, and nothing else: no other device, no other page, and nothing can be changed or sent with it.',
            )}
          </Text>
          <TextInput
            label={t('Name')}
            description={t('Its readers see it as the title.')}
            required
            {...form.text('name')}
          />
          <Select
            label={t('Stops working')}
            data={ends}
            allowDeselect={false}
            {...form.value('days')}
            onChange={(days) => form.value('days').onChange(days ?? '7')}
          />
        </FormView>
      ) : (
        <Stack gap="sm">
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              label={t('Link')}
              value={linkAddress(made.token)}
              readOnly
              flex={1}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton value={linkAddress(made.token)} what={t('the link')} size="sm" />
          </Group>
          <Text size="sm">
            {tx('It works until {time}, and is shown only now. Revoke it under {sharedPages}.', {
              time: <Time value={made.expires} />,
              sharedPages: (
                <Link to={`/applications/${applicationId}/page-links`} onClick={onClose}>
                  {t('Shared pages')}
                </Link>
              ),
            })}
          </Text>
        </Stack>
      )}
    </Dialog>
  );
}
