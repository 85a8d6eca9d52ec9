// A map of pydeck: when it is to be drawn, and taking away what is drawn.

const version = new URL(import.meta.url).search;
const { nearby, offerPicture, onPaper } = await import(new URL(`parts.js${version}`, import.meta.url));

const SETTLED = 1_000; // milliseconds from the first canvas to a whole map
const LATEST = 25_000;

const begun = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('.deck');
  if (!begun.has(root)) begun.set(root, data.isDrawn ? take(root, data) : watch(root, data.key, () => setStateValue('seen', true)));
  return begun.get(root);
}

// The library is sent by the server, once the place of the map comes into sight or is to be printed.
function watch(root, key, tell) {
  nearby(root).then(tell);
  return onPaper({
    async prepare() {
      if (!root.checkVisibility()) return;
      tell();
      const latest = performance.now() + LATEST;
      while (!canvasOf(key) && performance.now() < latest) await pause(100);
      await pause(SETTLED);
    },
  });
}

function take(root, { key, legend, alt }) {
  offerPicture(root.querySelector('.take'), async () => {
    const canvas = canvasOf(key);
    const { clientWidth: width, clientHeight: height } = canvas;
    const body = `<rect width="${width}" height="${height}" fill="#ffffff"/><image href="${canvas.toDataURL('image/png')}" width="${width}" height="${height}"/>`;
    return { panels: [{ width, height, body, lines: [alt], legend }], words: { key }, isVector: false };
  });
  return () => {};
}

function canvasOf(key) {
  const all = [...document.querySelectorAll(`.st-key-${key} .stDeckGlJsonChart canvas`)];
  return all.sort((one, other) => other.clientWidth - one.clientWidth)[0];
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
