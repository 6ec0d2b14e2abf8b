import { Text } from '@mantine/core';
import type { AuditLog } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import type { Column } from '../table/data-table.tsx';
import { RowButtons } from '../table/row-buttons.tsx';
import { Time } from '../time.tsx';
import { describeChange } from './audit-words.ts';

/** What a change was made to, in words; empty for one that has no target of its own. */
export function describeTarget(entry: AuditLog): string {
  const within = entry.primaryTargetName ?? entry.primaryTargetId;
  const itself = entry.secondaryTargetName ?? entry.secondaryTargetId;
  return [itself, within].filter((name) => name !== undefined && name !== '').join(' in ');
}

/** What a record says of each change, and the button that opens it in full. */
export function makeAuditColumns(onOpen: (entry: AuditLog) => void): readonly Column<AuditLog>[] {
  return [
    { head: t('When'), cell: ({ creationDate }) => <Time value={creationDate} /> },
    { head: t('By'), isForeign: true, cell: (entry) => <Actor entry={entry} /> },
    {
      head: t('What'),
      isTitle: true,
      cell: ({ requestResource, requestAction }) => describeChange(requestResource, requestAction),
    },
    { head: t('On||what was changed'), isWideOnly: true, isForeign: true, cell: describeTarget },
    {
      head: t('Details'),
      isHeadHidden: true,
      cell: (entry) => (
        <RowButtons actions={[{ label: t('Details'), description: t('Details'), onClick: () => onOpen(entry) }]} />
      ),
    },
  ];
}

function Actor({ entry: { actorName, actorId, actorType } }: { entry: AuditLog }) {
  return (
    <span>
      {actorName || actorId}
      {actorType === 'User' ? null : (
        <Text span size="sm" c="dimmed">
          {' '}
          ({actorType === 'ApiToken' ? t('API token') : actorType.toLowerCase()})
        </Text>
      )}
    </span>
  );
}
