// Keeps the shell of the console (its page, scripts and styles, never anything of the API) so that it opens without a network
// and says so. The build fills in the version and the files; scripts/console-worker.mjs.
const cacheName = 'signalbox-shell-__VERSION__';
const files = ['__FILES__'];
const page = '/console/';
const own = '/console/service-worker.js';
/** Nothing is kept any more. */
let isLeaving = false;

// The files are in the browser's cache already: their names change with what is in them, so that none of them is old.
self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll([new Request(page, { cache: 'reload' }), ...files]))
      // Nothing waits for the old one: files have their content in their names, and pages come from the server first.
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(deleteCaches((name) => name !== cacheName).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && (pathname === '/console' || pathname.startsWith(page))) {
    event.respondWith(openPage(request));
    event.waitUntil(leaveIfReplaced());
  } else if (pathname.startsWith('/console/assets/')) {
    event.respondWith(openFile(request));
  }
});

/** The server's page, as it is now; without a network the one that was kept. */
async function openPage(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(page, { cacheName });
    if (kept) return kept;
    throw error;
  }
}

/** A file has its content in its name, so one that was kept is the right one. */
async function openFile(request) {
  if (isLeaving) return fetch(request);
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === 'basic') await cache.put(request.url, response.clone());
  return response;
}

/** A server that has no such worker, an older one or another program, must not be stood before by this one. */
async function leaveIfReplaced() {
  const response = await fetch(own, { cache: 'no-store' }).catch(() => undefined);
  if (response === undefined) return;
  const isOurs = response.ok && (response.headers.get('content-type') ?? '').includes('javascript');
  if (isOurs) return;
  isLeaving = true;
  await self.registration.unregister();
  await deleteCaches(() => true);
}

async function deleteCaches(isWanted) {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith('signalbox-shell-') && isWanted(name)).map((name) => caches.delete(name)),
  );
}
