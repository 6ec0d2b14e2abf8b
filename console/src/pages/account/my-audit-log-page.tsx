import { AuditLogView } from '../../shared/audit/audit-log-view.tsx';
import { t } from '../../words/words.ts';
import { AccountFrame } from './account-frame.tsx';

export function MyAuditLogPage() {
  return (
    <AccountFrame description={t('What was changed in your account and in the applications of your own, and by whom.')}>
      <AuditLogView owner={{ kind: 'user' }} />
    </AccountFrame>
  );
}
