import { TokenList } from '../../shared/tokens/token-list.tsx';
import { t } from '../../words/words.ts';
import { OrganizationFrame } from './organization-frame.tsx';

export function OrganizationTokensPage() {
  return (
    <OrganizationFrame adminsOnly>
      {({ organization }) => (
        <TokenList
          key={organization.id}
          owner={{ kind: 'organization', orgId: organization.id }}
          reach={t('With a token, a program reaches every application of this organization.')}
        />
      )}
    </OrganizationFrame>
  );
}
