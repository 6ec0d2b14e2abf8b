import { Page } from '../../shared/page.tsx';
import { TokenList } from '../../shared/tokens/token-list.tsx';
import { useIds } from '../../shared/use-ids.ts';

/** The API tokens of an application: for programs that need nothing else. */
export function TokensPage() {
  const { applicationId } = useIds();
  return (
    <Page title="API tokens" description="Programs use them to reach this application, and nothing else.">
      <TokenList
        key={applicationId}
        owner={{ kind: 'application', applicationId }}
        reach="With a token, a program reaches this application over the API without anybody’s password."
      />
    </Page>
  );
}
