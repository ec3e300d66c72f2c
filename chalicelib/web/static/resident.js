// What a phone can do beyond the form: keep a draft, shrink a photo, send when the
// signal is back, follow the status. All works without it.
"use strict";
(() => {
  const PHOTOS = document.currentScript?.dataset.photos || "";
  let fetched;
  /** @type {(id: string) => any} */
  const byId = (id) => document.getElementById(id);
  const store = {
    get: (name) => {
      try {
        return JSON.parse(localStorage.getItem(name) || "null");
      } catch {
        return null;
      }
    },
    set: (name, value) => {
      try {
        localStorage.setItem(name, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    drop: (name) => {
      try {
        localStorage.removeItem(name);
      } catch {
        /* not kept */
      }
    },
    names: (start) => {
      try {
        return Object.keys(localStorage).filter((name) => name.startsWith(start));
      } catch {
        return [];
      }
    },
  };
  const problems = byId("problems");
  window.addEventListener("load", () =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) problems?.focus();
    }),
  );
  const report = byId("report");
  if (report) form();
  else if (document.querySelector("[data-live]")) live();
  elsewhere();
  wayBack();

  function wayBack() {
    const link = byId("way-back");
    if (!link) return;
    const button = (id, works, act) => {
      if (!works) return;
      byId(id).hidden = false;
      byId(id).addEventListener("click", act);
    };
    button("copy", navigator.clipboard, async () => {
      await navigator.clipboard.writeText(link.href);
      byId("copy").textContent = link.dataset.copied;
    });
    button("share", navigator.share, () => {
      navigator.share({ title: document.title, url: link.href }).catch(() => {});
    });
  }

  function form() {
    const where = new URL(report.action).pathname;
    const draft = "draft:" + where;
    const asked = "asked:" + where;
    const outbox = outboxOf(report);
    const words = byId("words");
    const unsent = byId("unsent");
    const send = byId("send");
    let photos;
    const picker = byId("photo");
    byId("photo-field").hidden = false;
    picker.addEventListener("change", () => {
      const files = [...picker.files];
      picker.value = "";
      withPhotos((chosen) => chosen.add(files));
    });
    let sending = false;
    let waiting = "";
    const guess = topics.hearer(report, words, byId("guess"));

    resume();
    restore();
    danger();
    guess();
    count();
    report.addEventListener("input", () => {
      keep();
      danger();
      guess();
      count();
    });
    // On the document: the dangers stand before the form that they belong to.
    document.addEventListener("change", () => {
      keep();
      guess();
    });
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) again();
    });
    // A page that Back brings to life may be asked to send once more.
    window.addEventListener("pageshow", () => {
      sending = false;
    });
    report.addEventListener("submit", (event) => {
      const by = event.submitter && event.submitter.name ? event.submitter : undefined;
      // Photos go along with any button.
      if (by && !(photos && words.value.trim())) return;
      event.preventDefault();
      if (!words.value.trim()) {
        report.submit();
        return;
      }
      if (by) photos.pressed(by);
      if (!sending) submit();
    });

    async function withPhotos(act) {
      try {
        await photoScript();
        photos = photos || photoPicker(report);
        return await act(photos);
      } catch {
        byId("photo-said").textContent = report.dataset.big;
        return undefined;
      }
    }

    function fields() {
      const kept = {};
      for (const [name, value] of new FormData(report))
        if (typeof value === "string") kept[name] = value;
      return kept;
    }

    function keep() {
      const { topic, where: spot, spot: other, words: said } = fields();
      if (said || topic) store.set(draft, { topic, where: spot, spot: other, words: said });
    }

    function fill(values) {
      for (const [name, value] of Object.entries(values)) {
        const field = report.elements[name];
        if (!field || value === undefined) continue;
        field.checked = true; // of the switch
        field.value = value;
        const chosen = report.querySelector(`input[type=radio][name="${name}"]:checked`);
        const folded = chosen && chosen.closest("details");
        if (folded) folded.open = true;
      }
    }

    // What never left this phone goes out first, under its own key.
    function resume() {
      const name = store.names(outbox)[0];
      const kept = name && store.get(name);
      if (!kept) return;
      fill(kept.fields);
      const along = sentAlong(kept);
      if (along.length) withPhotos((chosen) => chosen.hold(along));
      waiting = name;
      tell(report.dataset.unsent);
      again();
    }

    function restore() {
      const along = store.get(asked);
      store.drop(asked);
      if (along && problems) withPhotos((chosen) => chosen.hold(along));
      const kept = store.get(draft);
      if (!kept || waiting || words.value || problems) return;
      fill(kept);
      if (kept.words) tell(report.dataset.draft);
    }

    function danger() {
      const box = byId("danger");
      const was = box.classList.contains("on");
      const now = alarms(words.value);
      box.classList.toggle("on", now);
      // Under the words, and never behind the keyboard.
      if (now && !was) box.scrollIntoView({ block: "nearest" });
    }

    function count() {
      const box = byId("count");
      const length = [...words.value].length;
      const most = Number(box.dataset.most);
      box.hidden = length < most * 0.9;
      box.className = length > most ? "wrong" : "hint";
      box.textContent = box.dataset[length > most ? "over" : "said"].replace("#", String(length));
    }

    function tell(text) {
      unsent.textContent = text;
      unsent.hidden = !text;
    }

    function again() {
      if (waiting && !sending && navigator.onLine !== false) submit();
    }

    async function submit() {
      sending = true;
      if (send) {
        send.setAttribute("aria-disabled", "true");
        send.textContent = report.dataset.sending;
      }
      const along = (photos && (await withPhotos((chosen) => chosen.chosen()))) || [];
      const kept = { fields: fields(), photos: along };
      const name = outbox + kept.fields.key;
      // Before it is sent: who closes the page now sends it next time, under the same key.
      const text = kept.photos.filter((data) => typeof data === "string");
      store.set(name, { ...kept, photos: text }) || store.set(name, { ...kept, photos: [] });
      let there;
      try {
        there = await deliver(report.action, kept, () => {
          byId("photo-said").textContent = report.dataset.photo;
        });
      } catch {
        hold(name);
        return;
      }
      store.drop(name);
      waiting = "";
      if (!there) {
        keep();
        // The photos wait for the answer.
        if (text.length) store.set(asked, text);
        report.submit();
        return;
      }
      store.drop(draft);
      location.assign(there);
    }

    function hold(name) {
      sending = false;
      waiting = name;
      store.drop(draft);
      tell(report.dataset.unsent);
      unsent.scrollIntoView({ block: "nearest" });
      if (send) {
        send.removeAttribute("aria-disabled");
        send.textContent = send.dataset.name || send.textContent;
      }
      setTimeout(again, 15000);
    }

    if (send) send.dataset.name = send.textContent;
  }

  // What was told at another label.
  function elsewhere() {
    const said = byId("elsewhere");
    const ours = report ? outboxOf(report) : "\n";
    const others = () => store.names("unsent:/").filter((name) => !name.startsWith(ours));
    if (!said || !others().length) return;
    let flushing = false;
    said.hidden = false;
    window.addEventListener("online", flush);
    flush();

    async function flush() {
      if (flushing) return;
      flushing = true;
      for (const name of others()) {
        const kept = store.get(name);
        const label = name.split(":")[1];
        try {
          const there = await deliver(label + "?sent=1", kept);
          if (there) store.drop(name);
          const link = document.createElement("a");
          link.href = there || label;
          link.textContent = said.dataset[there ? "sent" : "open"];
          said.replaceChildren(link);
        } catch {
          break;
        }
      }
      flushing = false;
    }
  }

  // Fetched with the first photo, and once more if that failed.
  function photoScript() {
    fetched =
      fetched ||
      new Promise((done, failed) => {
        const made = document.createElement("script");
        made.src = PHOTOS;
        made.onload = done;
        made.onerror = () => {
          fetched = undefined;
          failed(new Error("offline"));
        };
        document.head.append(made);
      });
    return fetched;
  }

  function outboxOf(made) {
    return "unsent:" + new URL(made.action).pathname + ":";
  }

  // Returns where it is, "" when it was not taken.
  async function deliver(address, kept, uploading = () => {}) {
    const answer = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(kept.fields),
      signal: limit(30000),
    });
    if (answer.status >= 500) throw new Error("busy");
    if (!answer.redirected) return "";
    const along = sentAlong(kept);
    let more = "";
    if (along.length) {
      const page = await answer.text();
      more = await photoScript().then(
        () => sendPhotos(page, answer.url, along, uploading),
        () => "saved=photo_lost",
      );
    }
    return answer.url + (more && (answer.url.includes("?") ? "&" : "?")) + more;
  }

  // Or one, as the release before kept it.
  function sentAlong(kept) {
    return kept.photos || (kept.photo ? [kept.photo] : []);
  }

  function limit(ms) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), ms);
    return stop.signal;
  }

  // Soon, for just after sending much happens; then less and less often.
  function live() {
    const soonest = 4000;
    let pause = soonest;
    setTimeout(look, pause);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) pause = soonest;
    });

    async function look() {
      pause = Math.min(pause * 2, 300000);
      setTimeout(look, pause);
      if (document.hidden || navigator.onLine === false) return;
      try {
        const answer = await fetch(location.href, { signal: limit(20000) });
        if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } catch {
        /* no signal: the next may have one */
      }
    }

    function show(page) {
      const main = byId("main");
      const next = page.getElementById("main");
      const moved = (id) => page.getElementById(id)?.textContent !== byId(id)?.textContent;
      if (!next || !["live", "history"].some(moved)) return;
      const typing = main.contains(document.activeElement) && document.activeElement !== main;
      const fields = [...main.querySelectorAll("textarea,input")];
      const dirty = fields.some(
        (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
      );
      if (!typing && !dirty) {
        main.replaceWith(document.importNode(next, true));
        return;
      }
      for (const id of ["live", "history"]) {
        const fresh = page.getElementById(id);
        if (fresh && byId(id)) byId(id).replaceWith(document.importNode(fresh, true));
      }
    }
  }
})();
