import { TokenList } from '../../shared/tokens/token-list.tsx';
import { AccountFrame } from './account-frame.tsx';

export function MyTokensPage() {
  return (
    <AccountFrame description="Programs use them to reach what you reach.">
      <TokenList
        owner={{ kind: 'user' }}
        reach="With a token, a program of yours reaches what you reach, as far as you allow it, without your password."
      />
    </AccountFrame>
  );
}
