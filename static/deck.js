// A map of pydeck: when it is to be drawn, and taking away what is drawn.

const version = new URL(import.meta.url).search;
const { explain, nearby, offerPicture, onPaper } = await import(new URL(`parts.js${version}`, import.meta.url));

const LOOK = 500; // milliseconds between two looks at a map: it is whole when nothing has changed
const LATEST = 25_000;

const begun = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('.deck');
  if (!begun.has(root)) begun.set(root, data.isDrawn ? take(root, data) : watch(root, () => setStateValue('seen', true)));
  return begun.get(root);
}

// The library is sent by the server, once the place of the map comes into sight or is to be printed; then the map stands in its place.
function watch(root, tell) {
  nearby(root).then(tell);
  return onPaper({
    async prepare() {
      if (!root.checkVisibility()) return;
      tell();
      await until(() => !root.isConnected);
    },
  });
}

function take(root, { key, legend, alt, reading }) {
  explain(root.querySelector('.reading'), reading);
  const drawn = whole(key).then((isWhole) => { root.dataset.state = isWhole ? 'ready' : 'failed'; });
  offerPicture(root.querySelector('.take'), async () => {
    const canvas = canvasOf(key);
    const { clientWidth: width, clientHeight: height } = canvas;
    const body = `<rect width="${width}" height="${height}" fill="#ffffff"/><image href="${canvas.toDataURL('image/png')}" width="${width}" height="${height}"/>`;
    return { panels: [{ width, height, body, lines: [alt], legend }], words: { key }, isVector: false };
  });
  return onPaper({ prepare: () => drawn });
}

// Whether a map has been drawn to the end within the time for it.
function whole(key) {
  let before = '';
  return until(() => {
    const now = glance(canvasOf(key));
    const isWhole = now !== '' && now === before;
    before = now;
    return isWhole;
  });
}

// A small copy of what is drawn, as text; nothing while nothing is.
function glance(drawing) {
  if (!drawing) return '';
  const small = Object.assign(document.createElement('canvas'), { width: 240, height: 160 });
  const blank = small.toDataURL();
  small.getContext('2d').drawImage(drawing, 0, 0, small.width, small.height);
  const text = small.toDataURL();
  return text === blank ? '' : text;
}

function canvasOf(key) {
  const all = [...document.querySelectorAll(`.st-key-${key} .stDeckGlJsonChart canvas`)];
  return all.sort((one, other) => other.clientWidth - one.clientWidth)[0];
}

async function until(isSo) {
  const latest = performance.now() + LATEST;
  while (!isSo()) {
    if (performance.now() > latest) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  return true;
}
