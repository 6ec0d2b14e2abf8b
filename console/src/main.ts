import { findRoute } from './routes.ts';
import { mountLoginPage } from './session/login-dom.ts';
import { joinSession, readSession, watchSession } from './session/session.ts';
import { loadWords, t } from './words/words.ts';

const route = findRoute(window.location.pathname);

// The login is all that is loaded at first; the rest comes while somebody types, or at once where there is a session: what
// draws pages, and beside it the page that the address names, each with all that it imports.
async function loadApp() {
  // Pages have texts outside of functions, which are read when a page's script is.
  await loadWords('pages');
  const app = import('./app.tsx');
  // The router asks for it again, and says what is wrong where it cannot be had.
  route?.load().catch(() => undefined);
  return app;
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the console');

async function showApp(place: HTMLElement): Promise<void> {
  try {
    (await loadApp()).showApp(place);
  } catch (error) {
    const text = document.createElement('p');
    text.className = 'starting';
    text.setAttribute('role', 'alert');
    text.textContent = t('The console could not be loaded. Reload the page to try it again.');
    place.replaceChildren(text);
    throw error;
  }
}

/** Colours as chosen at a former visit, or else as the system has them, until the component library sees to that. */
function followColours(): () => void {
  const chosen = localStorage.getItem('mantine-color-scheme-value');
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const isDark = chosen === 'light' || chosen === 'dark' ? chosen === 'dark' : system.matches;
    document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light';
  };
  apply();
  system.addEventListener('change', apply);
  return () => system.removeEventListener('change', apply);
}

// Not awaited at the top: what is loaded later may import from here, and would wait for this for ever.
async function start(place: HTMLElement): Promise<void> {
  // Before anything is drawn: a tab that goes on with another's session shows no login first.
  await joinSession();
  if (readSession().session || route?.standalone) return showApp(place);
  const stopColours = followColours();
  mountLoginPage(place);
  performance.mark('login');
  // Here or in another tab.
  const stop = watchSession(() => {
    if (!readSession().session) return;
    stop();
    stopColours();
    void showApp(place);
  });
  // Once the login is drawn.
  requestAnimationFrame(() => setTimeout(() => loadApp().catch(() => undefined)));
}

void start(root);
