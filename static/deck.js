// A map of pydeck: when it is to be made, its picture until somebody touches it, and taking away what is drawn.

const version = new URL(import.meta.url).search;
const codeOf = (name) => import(new URL(`${name}.js${version}`, import.meta.url));
const { SETTLING, WORLD, explain, framed, isSame, nearby, offerPicture, onPaper, unpacked } = await codeOf('parts');

const MARGIN = 24; // pixels around what is shown
const NEAREST = 16; // zoom
const SCALE = 2; // pixels of a picture per pixel on the screen, as in picture.js

const views = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('.deck');
  if (!views.has(root)) views.set(root, createView(root));
  const view = views.get(root);
  view.update(data, setStateValue);
  return () => {
    views.delete(root);
    view.destroy();
  };
}

// The server makes the layers once the place of the map comes into sight or is to be printed.
function createView(root) {
  const canvas = root.querySelector('.still');
  let newest, told, send, still, live, camera;
  let seen = false;
  let gone = false;
  const sizes = new ResizeObserver(() => still && told.layers && paintStill());
  sizes.observe(canvas);
  const offPaper = onPaper({ prepare });
  // A finger that moves the page touches what lies on its way; it is meant where it taps.
  const meant = matchMedia('(hover: none)').matches ? ['click', 'focus'] : ['pointermove', 'click', 'focus'];
  for (const kind of meant) canvas.addEventListener(kind, touch);

  async function update(packed, setStateValue) {
    send = setStateValue;
    if (newest && isSame(newest, packed)) return;
    newest = packed;
    const received = await unpacked(packed);
    if (gone || newest !== packed) return;
    told = received;
    root.style.setProperty('--height', `${told.height}px`);
    if (told.isLive) await follow();
    else if (told.layers) await show();
    else {
      seen = false; // or was, by a server that has been restarted since
      nearby(root, SETTLING).then(see);
    }
  }

  function see() {
    if (seen) return;
    seen = true;
    send('seen', true);
  }

  async function show() {
    still = await codeOf('deck_still');
    if (gone) return;
    live = undefined;
    root.classList.remove('touched', 'live');
    Object.assign(canvas, { tabIndex: 0, ariaLabel: told.alt });
    paintStill();
    offer(async () => imageOfStill());
    root.dataset.state = 'ready';
  }

  function paintStill() {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width) return;
    camera = framed(told.bounds, { width, height, top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN, nearest: NEAREST });
    paintOn(canvas, window.devicePixelRatio || 1);
  }

  function paintOn(onto, ratio) {
    Object.assign(onto, { width: Math.round(camera.width * ratio), height: Math.round(camera.height * ratio) });
    const context = onto.getContext('2d');
    context.scale(ratio, ratio);
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, camera.width, camera.height);
    still.paint(context, told.layers, camera);
  }

  function imageOfStill() {
    const copy = document.createElement('canvas');
    paintOn(copy, SCALE);
    return copy.toDataURL('image/png');
  }

  // Who comes to the picture gets the map, at the same place.
  function touch() {
    if (!camera || !told.layers || root.classList.contains('touched')) return;
    root.classList.add('touched');
    send('touched', { bounds: told.bounds, ...placeOf(camera) });
  }

  async function follow() {
    if (!root.classList.contains('touched')) canvas.width = 0; // nothing yet, or a picture of something else
    root.classList.add('touched');
    live ??= await codeOf('deck_live');
    const { key } = told;
    offer(() => live.imageOf(live.canvasOf(key), SCALE));
    const isWhole = await live.whole(key);
    if (gone || !told.isLive || told.key !== key) return;
    root.dataset.state = isWhole ? 'ready' : 'failed';
    if (!isWhole) return;
    const hadFocus = document.activeElement === canvas;
    root.classList.add('live');
    if (hadFocus) live.focus(key);
  }

  function offer(draw) {
    explain(root.querySelector('.reading'), told.reading);
    offerPicture(root.querySelector('.take'), async () => {
      const { clientWidth: width, clientHeight: height } = canvas;
      const body = `<rect width="${width}" height="${height}" fill="#ffffff"/><image href="${await draw()}" width="${width}" height="${height}"/>`;
      return { panels: [{ width, height, body, lines: [told.alt], legend: told.legend }], words: { key: told.key }, isVector: false };
    });
  }

  async function prepare() {
    if (!root.checkVisibility()) return;
    see();
    const { until } = await codeOf('deck_live');
    await until(() => gone || root.dataset.state !== 'waiting');
  }

  function destroy() {
    gone = true;
    sizes.disconnect();
    offPaper();
  }

  return { update, destroy };
}

// Where a picture looks, in the words of deck.gl.
function placeOf({ scale, x, y, width, height }) {
  const [across, down] = [(width / 2 - x) / scale, (height / 2 - y) / scale];
  const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * down))) * 180) / Math.PI;
  return { longitude: (across - 0.5) * 360, latitude, zoom: Math.log2(scale / WORLD) };
}
