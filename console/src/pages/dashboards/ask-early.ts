import { defaultParseSearch } from '@tanstack/react-router';
import { keys } from '../../api/query-keys.ts';
import { readSession } from '../../session/session.ts';
import { preloadBlocks } from './block-view.tsx';
import { askData, looksOf, nameQuestion, questionOf } from './data-question.ts';
import { keepEarly } from './early-answers.ts';
import { isOnFirstScreen } from './grid.ts';
import { askDashboard, blocksOf } from './queries.ts';
import { readSearch } from './search.ts';

/**
 * Asks for the dashboard of the address, and what its blocks show, while the frame around the page is still being drawn: the server and
 * this browser then work at the same time.
 */
export function askEarly(): void {
  const { pathname, search } = window.location;
  const [, dashboardId] = /\/dashboards\/([0-9a-f]{24})\/?$/.exec(pathname) ?? [];
  if (dashboardId === undefined || readSession().session === undefined) return;
  const dashboard = askDashboard(dashboardId);
  keepEarly(keys.dashboard(dashboardId), dashboard);
  void dashboard.then(
    ({ answer }) => {
      preloadBlocks(blocksOf(answer).filter((block) => isOnFirstScreen(block, window.innerHeight)));
      const body = questionOf(readSearch(defaultParseSearch(search)), looksOf(answer, readScheme()));
      keepEarly(keys.dashboardData(dashboardId, nameQuestion(body, answer)), askData(dashboardId, body));
    },
    () => undefined,
  );
}

/** Light or dark, as the component library will have it, which is not there yet. */
function readScheme(): 'light' | 'dark' {
  const chosen = localStorage.getItem('mantine-color-scheme-value');
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
