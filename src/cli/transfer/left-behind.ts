import { type ApiClient, ApiError } from '../api-client.ts';

interface Kind {
  /** As `x-resources` of the OpenAPI document calls it. */
  readonly type: string;
  /** For one and for several of it. */
  readonly words: readonly [string, string];
  /** Of its list, below the application. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** What an application has that an export does not carry, in the order in which it is named. */
export const kindsLeftBehind: readonly Kind[] = [
  // Without a query the list is of one class only.
  { type: 'flow', words: ['workflow', 'workflows'], path: 'flows', query: { query: '{}' } },
  { type: 'applicationDashboard', words: ['dashboard', 'dashboards'], path: 'dashboards' },
  { type: 'dataTable', words: ['data table', 'data tables'], path: 'data-tables' },
  { type: 'file', words: ['file', 'files'], path: 'files', query: { type: 'file' } },
  { type: 'credential', words: ['credential', 'credentials'], path: 'credentials' },
  {
    type: 'applicationCertificateAuthority',
    words: ['certificate authority', 'certificate authorities'],
    path: 'certificate-authorities',
  },
  { type: 'applicationCertificate', words: ['certificate', 'certificates'], path: 'certificates' },
  { type: 'notificationRule', words: ['notification rule', 'notification rules'], path: 'notification-rules' },
  { type: 'pageLink', words: ['page link', 'page links'], path: 'page-links' },
  { type: 'edgeDeployment', words: ['edge deployment', 'edge deployments'], path: 'edge/deployments' },
  { type: 'event', words: ['event', 'events'], path: 'events' },
  { type: 'applicationApiToken', words: ['API token', 'API tokens'], path: 'tokens' },
];

/** How many there are of a kind; undefined: the caller may not see that. */
export interface LeftBehind {
  readonly kind: Kind;
  readonly count: number | undefined;
}

/** Counts what an export of the application leaves behind; kinds of which there is nothing are left out. */
export async function countLeftBehind(api: ApiClient, applicationId: string): Promise<LeftBehind[]> {
  const found: LeftBehind[] = [];
  for (const kind of kindsLeftBehind) {
    const count = await countOf(api, `/applications/${applicationId}/${kind.path}`, kind.query);
    if (count !== 0) found.push({ kind, count });
  }
  return found;
}

async function countOf(api: ApiClient, path: string, query: Kind['query']): Promise<number | undefined> {
  try {
    const { totalCount } = await api.call<{ totalCount: number }>('GET', path, { query: { ...query, perPage: 1 } });
    return totalCount;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 403) return undefined;
    // A server that has nothing of the kind yet.
    if (error.status === 404 || error.status === 501) return 0;
    throw error;
  }
}

/** As people read it: `1 workflow, 2 dashboards, API tokens (not counted: no right)`. Empty: nothing is left behind. */
export function leftBehindInWords(found: readonly LeftBehind[]): string {
  return found
    .map(({ kind: { words }, count }) =>
      count === undefined ? `${words[1]} (not counted: no right)` : `${count} ${count === 1 ? words[0] : words[1]}`,
    )
    .join(', ');
}
