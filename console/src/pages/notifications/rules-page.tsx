import { Badge, Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { levelLabels } from '../../shared/events/levels.ts';
import { Page } from '../../shared/page.tsx';
import { Empty, Failure } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { type NotificationRule, rulesPerPage, rulesQuery } from './queries.ts';
import { DeleteRuleDialog, RuleDialog } from './rule-dialogs.tsx';
import { Sections } from './sections.tsx';

/** Who is told of which events, and how. */
export function NotificationRulesPage() {
  const { applicationId } = useIds();
  const queryClient = useQueryClient();
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<{ what: 'create' } | { what: 'edit' | 'delete'; rule: NotificationRule }>();
  const list = useQuery(rulesQuery(applicationId, page - 1));
  const test = useMutation({
    mutationFn: async (notificationRuleId: string) => {
      await request('POST', '/applications/{applicationId}/notification-rules/{notificationRuleId}/test', {
        path: { applicationId, notificationRuleId },
      });
      await queryClient.invalidateQueries({ queryKey: keys.notifications(applicationId) });
      await queryClient.invalidateQueries({ queryKey: keys.notificationInbox(applicationId) });
    },
  });
  const columns: readonly Column<NotificationRule>[] = [
    { head: t('Name'), isTitle: true, cell: ({ name }) => name },
    {
      head: t('Levels'),
      isWideOnly: true,
      cell: ({ levels }) => (levels.length === 4 ? t('All') : levels.map((level) => levelLabels[level]).join(', ')),
    },
    { head: t('Tells'), isForeign: true, maxWidth: 360, cell: describeChannels },
    {
      head: t('State||of a thing'),
      cell: ({ enabled }) => (enabled ? <Text size="sm">{t('On')}</Text> : <Badge color="gray">{t('off')}</Badge>),
    },
    {
      head: t('Actions'),
      isHeadHidden: true,
      noWrap: true,
      cell: (rule) => (
        <RowButtons
          actions={[
            {
              label: t('Test'),
              description: t('Test {name}', { name: rule.name }),
              onClick: () => test.mutate(rule.id),
              isBusy: test.isPending && test.variables === rule.id,
            },
            {
              label: t('Edit'),
              description: t('Edit {name}', { name: rule.name }),
              onClick: () => setOpen({ what: 'edit', rule }),
            },
            {
              label: t('Delete'),
              description: t('Delete {name}', { name: rule.name }),
              onClick: () => setOpen({ what: 'delete', rule }),
            },
          ]}
        />
      ),
    },
  ];
  const create = <Button onClick={() => setOpen({ what: 'create' })}>{t('Create notification rule')}</Button>;
  const close = () => setOpen(undefined);
  return (
    <Page
      title={t('Notification rules')}
      description={t('Who is told of events: in the console, by mail, by a signed call.')}
      actions={create}
    >
      <Sections applicationId={applicationId} />
      {test.error ? <Failure error={test.error} /> : null}
      <div role="status">
        {test.isSuccess ? <Text size="sm">{t('The test is on its way; Messages says what comes of it.')}</Text> : null}
      </div>
      <ResourceTable
        query={list}
        noun="notification rule"
        label={t('Notification rules')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: rulesPerPage, onChange: setPage }}
        empty={
          <Empty title={t('No notification rules yet')} action={create}>
            {t('Without one, events are seen by who looks at them.')}
          </Empty>
        }
      />
      {open?.what === 'create' ? <RuleDialog applicationId={applicationId} rule={undefined} onClose={close} /> : null}
      {open?.what === 'edit' ? <RuleDialog applicationId={applicationId} rule={open.rule} onClose={close} /> : null}
      {open?.what === 'delete' ? <DeleteRuleDialog rule={open.rule} onClose={close} /> : null}
    </Page>
  );
}

function describeChannels({ console: inConsole, email, webhook }: NotificationRule): string {
  const host = webhook && URL.canParse(webhook.url) ? new URL(webhook.url).host : webhook?.url;
  return [
    ...(inConsole ? [t('the console')] : []),
    ...(email?.addresses ?? []),
    ...(host === undefined ? [] : [t('a call to {host}', { host })]),
  ].join(', ');
}
