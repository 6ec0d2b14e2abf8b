import { TokenList } from '../../shared/tokens/token-list.tsx';
import { t } from '../../words/words.ts';
import { AccountFrame } from './account-frame.tsx';

export function MyTokensPage() {
  return (
    <AccountFrame description={t('Programs use them to reach what you reach.')}>
      <TokenList
        owner={{ kind: 'user' }}
        reach={t(
          'With a token, a program of yours reaches what you reach, as far as you allow it, without your password.',
        )}
      />
    </AccountFrame>
  );
}
