import { Page } from '../../shared/page.tsx';
import { TokenList } from '../../shared/tokens/token-list.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';

/** The API tokens of an application: for programs that need nothing else. */
export function TokensPage() {
  const { applicationId } = useIds();
  return (
    <Page title={t('API tokens')} description={t('Programs use them to reach this application, and nothing else.')}>
      <TokenList
        key={applicationId}
        owner={{ kind: 'application', applicationId }}
        reach={t('With a token, a program reaches this application over the API without anybody’s password.')}
      />
    </Page>
  );
}
