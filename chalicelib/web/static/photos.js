// Photos chosen for the form: made small, seen, taken away again, sent. Fetched with the first
// choice, so that the first load stays small.
"use strict";
const photoPicker = (report) => {
  const MOST = 3;
  const MOST_BYTES = 20 * 1024 * 1024;
  /** @type {(id: string) => any} */
  const byId = (id) => document.getElementById(id);
  const picker = byId("photo");
  /** @type {any[]} */
  let photos = [];
  let adding = Promise.resolve();

  async function add(files) {
    const said = byId("photo-said");
    said.textContent = "";
    for (const file of files) {
      if (photos.length >= MOST) {
        said.textContent = report.dataset.most;
        return;
      }
      const made = await prepared(file);
      if (made.why) said.textContent = `${file.name}: ${report.dataset[made.why]}`;
      else photos.push({ ...made, name: file.name });
      showPhotos();
    }
    if (!said.textContent) said.textContent = `✓ ${files.map((file) => file.name).join(", ")}`;
  }

  // As small as it can be; as it is where only the server can read it; or why not.
  async function prepared(file) {
    if (file.type.startsWith("video/")) return { why: "video" };
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      return {
        data: drawn(picture, 2048).toDataURL("image/jpeg", 0.7),
        small: drawn(picture, 96),
      };
    } catch {
      const kind = new TextDecoder("latin1").decode(await file.slice(4, 12).arrayBuffer());
      if (!/^ftyp(he[iv]|mif1|msf1|avi)/.test(kind)) return { why: "type" };
      return file.size > MOST_BYTES ? { why: "size" } : { data: file };
    }
  }

  function drawn(picture, longest) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function showPhotos() {
    const rows = photos.map((photo) => {
      const row = document.createElement("li");
      const away = document.createElement("button");
      away.type = "button";
      away.className = "second";
      away.textContent = report.dataset.remove;
      away.setAttribute("aria-label", `${report.dataset.remove}: ${photo.name}`);
      away.addEventListener("click", () => {
        photos = photos.filter((each) => each !== photo);
        byId("photo-said").textContent = "";
        showPhotos();
        picker.focus();
      });
      row.append(photo.small || photo.name, away);
      return row;
    });
    byId("chosen").replaceChildren(...rows);
  }

  return {
    add: (files) => {
      adding = adding.then(() => add(files));
    },
    chosen: async () => {
      await adding;
      return photos.map((each) => each.data);
    },
    // What a button says is a field like any other.
    pressed: (by) => {
      const said = document.createElement("input");
      Object.assign(said, { type: "hidden", name: by.name, value: by.value });
      report.append(said);
    },
    hold: (kept) => {
      photos = kept.map((data) => ({ data, name: "" }));
      showPhotos();
    },
  };
};

// Send photos one after the other: each has a form of its own on the page that answers.
const sendPhotos = (() => {
  async function pageAt(address) {
    try {
      return await (await fetch(address, { signal: limit(30000) })).text();
    } catch {
      return "";
    }
  }

  async function upload(html, photo, uploading) {
    /** @type {any} */
    const there = new DOMParser().parseFromString(html, "text/html").getElementById("upload");
    if (!there) return "saved=photo_lost";
    uploading();
    const body = new FormData();
    // All: the bucket refuses a form that lacks a field which was signed.
    const fields = [...there.querySelectorAll("input[type=hidden]")];
    for (const field of fields) body.append(field.name, field.value);
    body.append("file", photo instanceof Blob ? photo : bytes(photo), "photo.jpg");
    const back = fields.find((field) => field.name === "success_action_redirect");
    const nonce = back && new URL(back.value).searchParams.get("photo");
    const name = nonce ? "photo=" + nonce : "";
    // What fails can be added on the next page, which says so.
    try {
      const sent = await fetch(there.action, {
        method: "POST",
        redirect: "manual",
        body,
        signal: limit(120000),
      });
      return sent.ok || sent.type === "opaqueredirect" ? name : "saved=photo_lost";
    } catch {
      return "saved=photo_unheard&" + name;
    }
  }

  function bytes(url) {
    const [head, data] = url.split(",");
    const raw = atob(data);
    return new Blob([Uint8Array.from(raw, (c) => c.charCodeAt(0))], {
      type: head.slice(5).split(";")[0],
    });
  }

  function limit(ms) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), ms);
    return stop.signal;
  }

  return async (page, address, photos, uploading) => {
    let more = "";
    for (const photo of photos) {
      if (more) page = await pageAt(address);
      more = await upload(page, photo, uploading);
      if (more.startsWith("saved")) break;
    }
    return more;
  };
})();
