import { keys } from '../../api/query-keys.ts';
import type { AskAhead } from '../../shared/route.ts';
import { preloadBlocks } from './block-view.tsx';
import { askData, looksOf, nameQuestion, questionOf } from './data-question.ts';
import { keepEarly } from './early-answers.ts';
import { isOnFirstScreen } from './grid.ts';
import { askDashboard, blocksOf } from './queries.ts';
import { readSearch } from './search.ts';

/**
 * Asks for a dashboard, and what its blocks show, while the page and the frame around it are still being drawn: the server and
 * this browser then work at the same time. A dashboard that the page has had before is the page's own to ask for.
 */
export const askEarly: AskAhead = (queryClient, { params: { dashboardId }, search }) => {
  if (dashboardId === undefined || queryClient.getQueryState(keys.dashboard(dashboardId)) !== undefined) return;
  const dashboard = askDashboard(dashboardId);
  keepEarly(keys.dashboard(dashboardId), dashboard);
  void dashboard.then(
    ({ answer }) => {
      preloadBlocks(blocksOf(answer).filter((block) => isOnFirstScreen(block, window.innerHeight)));
      const body = questionOf(readSearch(search), looksOf(answer, readScheme()));
      keepEarly(keys.dashboardData(dashboardId, nameQuestion(body, answer)), askData(dashboardId, body));
    },
    () => undefined,
  );
};

/** Light or dark, as the component library will have it, which is not there yet. */
function readScheme(): 'light' | 'dark' {
  const chosen = localStorage.getItem('mantine-color-scheme-value');
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
