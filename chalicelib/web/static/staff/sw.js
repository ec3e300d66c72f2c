// The shell works without a signal; data never passes through here.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const SHELL = "steward-shell-11";
const STATIC = [
  "actions",
  "app",
  "bell",
  "forms",
  "helps",
  "look_up",
  "offers",
  "offline_tasks",
  "outbox",
  "page",
  "photo_store",
  "quiz",
  "report",
  "screens",
  "session",
  "state",
  "store",
  "suggested",
  "sync",
  "telling",
  "today",
  "unsent",
  "views",
  "visits",
  "ways",
];
const SHARED = [
  "api",
  "choices",
  "dom",
  "download",
  "facts",
  "form",
  "format",
  "icons",
  "names",
  "notes",
  "problem",
  "sign_in",
  "task_form",
  "theme",
  "times",
  "words",
];
const LANGUAGES = ["zh-Hans", "zh-Hant"];
const FILES = [
  "app",
  "shared/tokens.css",
  "shared/app.css",
  "static/icon.svg",
  ...STATIC.map((name) => `static/${name}.js`),
  ...SHARED.map((name) => `shared/${name}.js`),
  ...LANGUAGES.map((lang) => `shared/texts.${lang}.js`),
];

worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)));
  worker.skipWaiting();
});

worker.addEventListener("activate", (event) => {
  const old = (name) => name !== SHELL;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))),
  );
});

worker.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const shell = FILES.some((name) => address.pathname.endsWith(`/staff/${name}`));
  if (event.request.method !== "GET" || !shell) return;
  // The network first: yesterday's app on today's server would be wrong in silence.
  event.respondWith(
    fetch(event.request)
      .then((answer) => {
        const copy = answer.clone();
        // Without its query: that has the code of somebody who has just signed in.
        if (answer.ok)
          caches.open(SHELL).then((cache) => cache.put(address.origin + address.pathname, copy));
        return answer;
      })
      .catch(
        async () => (await caches.match(event.request, { ignoreSearch: true })) || Response.error(),
      ),
  );
});

// What is urgent, on a phone in a pocket: what and where; the words are in the app.
worker.addEventListener("push", (event) => {
  if (!event.data) return;
  const { title, body, link } = event.data.json();
  const shown = {
    body,
    tag: link,
    renotify: true,
    requireInteraction: true,
    vibrate: [400, 150, 400, 150, 400],
    icon: "static/icon.svg",
    data: link,
  };
  event.waitUntil(worker.registration.showNotification(title, shown));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  // Only our own app is opened, whatever a message says.
  const there = new URL("app", worker.registration.scope);
  there.hash = new URL(event.notification.data, there).hash;
  event.waitUntil(
    worker.clients.matchAll({ type: "window" }).then((open) => {
      const app = open.find((each) => new URL(each.url).pathname === there.pathname);
      return app
        ? app.navigate(there.href).then((shown) => shown?.focus())
        : worker.clients.openWindow(there.href);
    }),
  );
});
