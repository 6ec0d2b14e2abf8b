import { Page } from '../../shared/page.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { AuthorityTable } from './authority-table.tsx';
import { CertificateTable } from './certificate-table.tsx';

/** Certificates that devices log in with, and who may sign them. */
export function CertificatesPage() {
  const { applicationId } = useIds();
  return (
    <Page
      title={t('Certificates')}
      description={t(
        'A device with a certificate needs no access key: over TLS, it connects with its id and the certificate. An authority that you trust has signed it.',
      )}
    >
      <CertificateTable key={`certificates ${applicationId}`} applicationId={applicationId} />
      <AuthorityTable key={`authorities ${applicationId}`} applicationId={applicationId} />
    </Page>
  );
}
