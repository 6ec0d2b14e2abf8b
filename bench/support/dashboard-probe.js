// Runs in the page of a dashboard: notes when its blocks have been drawn, and counts frames. `bench/dashboard-page.ts` reads it.
{
  /** `busy-dashboard.ts` makes so many. */
  const blockCount = 20;
  let begun = 0;
  let last = '';

  const isDrawn = (block) => {
    if (block.getAttribute('data-status') === 'loading' || block.querySelector('[aria-busy=true]')) return false;
    // Maps and charts of Vega say so themselves.
    const title = block.getAttribute('aria-label') ?? '';
    return !/^(Where|Vega)/.test(title) || block.querySelector('[data-drawn=true]') !== null;
  };

  const isSeen = (block) => {
    const { top, bottom } = block.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };

  const look = () => {
    const blocks = [...document.querySelectorAll('[data-block]')];
    const undrawn = blocks.filter((block) => !isDrawn(block));
    if (blocks.length === blockCount && probe.seen === undefined && !undrawn.some(isSeen)) {
      // In the next frame it is on the screen.
      requestAnimationFrame(() => {
        probe.seen ??= performance.now() - begun;
      });
    }
    if (undrawn.length > 0) last = undrawn.map((block) => block.getAttribute('aria-label')).join(', ');
    if (blocks.length === blockCount && undrawn.length === 0 && probe.drawn === undefined) {
      const answer = performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('/data'))
        .at(-1);
      const answered = (answer?.responseEnd ?? 0) - begun;
      // In the next frame it is on the screen.
      requestAnimationFrame(() => {
        probe.drawn ??= { ms: performance.now() - begun, seen: probe.seen, last, answered };
      });
    }
    requestAnimationFrame(look);
  };

  const probe = {
    /** Ms since the page was asked for, or since the last click; undefined until every block has been drawn. */
    drawn: undefined,
    /** As `drawn`, but until those blocks had been drawn that are within the window. */
    seen: undefined,
    watch: (seconds) =>
      new Promise((resolve) => {
        const framesPerSecond = new Array(seconds).fill(0);
        const longTasks = [];
        let changes = 0;
        const tasks = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longTasks.push(duration);
        });
        tasks.observe({ type: 'longtask' });
        const observer = new MutationObserver((records) => {
          const elements = records.map(({ target }) => (target instanceof Element ? target : target.parentElement));
          const changed = new Set(elements.flatMap((element) => element?.closest('[data-block]') ?? []));
          changes += changed.size;
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        const start = performance.now();
        const next = () => {
          const second = Math.floor((performance.now() - start) / 1_000);
          if (second < seconds) {
            framesPerSecond[second] += 1;
            requestAnimationFrame(next);
            return;
          }
          tasks.disconnect();
          observer.disconnect();
          resolve({ framesPerSecond, longTasks, changes });
        };
        requestAnimationFrame(next);
      }),
  };

  addEventListener(
    'click',
    () => {
      begun = performance.now();
      probe.drawn = undefined;
      probe.seen = undefined;
    },
    true,
  );
  requestAnimationFrame(look);
  window.dashboardProbe = probe;
}
