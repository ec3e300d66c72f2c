// Photos that were not sent yet: in the browser's own base, for they are too large for the rest.

const LONGEST_SIDE = 2048;

const opened = () =>
  new Promise((done, failed) => {
    const asked = indexedDB.open("steward", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

async function within(mode, work) {
  const base = await opened();
  return new Promise((done, failed) => {
    const deal = base.transaction("photos", mode);
    const asked = work(deal.objectStore("photos"));
    deal.oncomplete = () => done(asked.result);
    deal.onerror = deal.onabort = () => failed(deal.error);
  }).finally(() => base.close());
}

export const keep = (key, photo) => within("readwrite", (photos) => photos.put(photo, key));
export const read = (key) => within("readonly", (photos) => photos.get(key));
export const drop = (key) => within("readwrite", (photos) => photos.delete(key));

/** Return a photo small enough for one bar of signal; what cannot be read is sent as it is. */
export async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) =>
      canvas.toBlob((made) => done(made || file), "image/jpeg", 0.8),
    );
  } catch {
    return file;
  }
}
