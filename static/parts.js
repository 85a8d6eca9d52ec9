// What the components share: data unpacked, files fetched once, waiting until something comes into sight, paper, and pictures to take away.

export class Problem extends Error {}

// What all that is drawn looks like, on the screen and in pictures.
export const FONT = '"BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif';
export const INK = '#1a1a1c';
export const MISSING = '#dfe1e5';
export const HATCH = '#8b929b'; // over what is missing

const NEAR = '100px';
export const SETTLING = 100; // milliseconds: while a page is laid out, what will lie far below comes into sight for a moment
const THICK = 8; // pixels
const PATIENCE = 60_000; // milliseconds; who waits longer is told
const downloads = new Map();
const extents = new WeakMap(); // of a line

// What comes as it is, is so.
export async function unpacked(packed) {
  if (!(packed instanceof Uint8Array)) return packed;
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).json();
}

// All elements and pages share one download; a failed one may be tried again.
export function once(path, load) {
  if (!downloads.has(path)) {
    const download = load(new URL(path, document.baseURI).href);
    downloads.set(path, download);
    download.catch(() => downloads.delete(path));
  }
  return downloads.get(path);
}

// A library that makes itself known as a property of the window.
export function library(path, name, problem) {
  return once(path, (url) => new Promise((resolve, reject) => {
    if (window[name]) return resolve(window[name]);
    const script = document.createElement('script');
    const failed = () => reject(new Problem(problem));
    script.src = url;
    script.onload = () => (window[name] ? resolve(window[name]) : failed());
    script.onerror = failed;
    setTimeout(failed, PATIENCE);
    document.head.append(script);
  }));
}

// A file; the problem, where it is not there or does not come in time.
export async function fetched(url, problem) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (!answer?.ok) throw new Problem(problem);
  return answer;
}

// Tells whether an element is laid out and in sight, or nearly, at once and whenever that changes; returns how to stop. settling: milliseconds
// for which it is to stay in sight before that is told.
export function watch(element, tell, settling = 0) {
  let waiting;
  const observer = new IntersectionObserver((entries) => {
    const { isIntersecting } = entries.at(-1);
    clearTimeout(waiting);
    if (isIntersecting && settling) waiting = setTimeout(tell, settling, true);
    else tell(isIntersecting);
  }, { rootMargin: NEAR, scrollMargin: NEAR });
  observer.observe(element);
  return () => {
    clearTimeout(waiting);
    observer.disconnect();
  };
}

export function nearby(element, settling = 0) {
  return new Promise((resolve) => {
    const stop = watch(element, (isNear) => {
      if (!isNear) return;
      stop();
      resolve();
    }, settling);
  });
}

// Paper has no sight to come into. prepare: draws what is not drawn yet, a promise, before the page's own print begins; before, after:
// around every print, at once. Returns how to stop.
export function onPaper({ prepare, before = () => {}, after = () => {} }) {
  const heard = { prepareprint: ({ detail }) => detail.push(prepare()), beforeprint: before, afterprint: after };
  for (const [name, act] of Object.entries(heard)) window.addEventListener(name, act);
  return () => {
    for (const [name, act] of Object.entries(heard)) window.removeEventListener(name, act);
  };
}

// A button that offers what is drawn as a picture (draw: as picture_dialog.js says); its code is fetched when it is pressed. A frame
// on another page has none.
export function offerPicture(button, draw) {
  const root = button.getRootNode();
  const holder = (root.host ?? button).closest('.stElementContainer');
  const version = new URL(import.meta.url).search;
  button.hidden = !holder || new URLSearchParams(location.search).get('embed') === 'true';
  button.onclick = async () => (await import(new URL(`picture_dialog.js${version}`, import.meta.url))).open(holder, draw);
}

// How a chart or map is read, in a fold; Escape closes it.
export function explain(fold, sentence) {
  fold.hidden = false;
  fold.querySelector('p').textContent = sentence;
  fold.onkeydown = (event) => {
    if (event.key !== 'Escape' || !fold.open) return;
    event.stopPropagation();
    fold.open = false;
    fold.querySelector('summary').focus();
  };
}

// A run that leaves everything as it is sends the same bytes again.
export function isSame(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

// A file of outlines (TopoJSON): `municipalities` and `prefectures` as GeoJSON, and `borders`, each once: its line, and the positions of
// the municipalities on its sides (other: null at a coast).
export function outlines(path) {
  return once(path, async (url) => {
    const answer = await fetched(url, '地図の形のデータを読み込めません。');
    const { transform, arcs, objects } = await answer.json();
    const cells = Math.round(1 / transform.scale[0]);
    const lines = arcs.map((steps) => lineOf(steps, cells));
    const borders = lines.map((line) => ({ line, one: null, other: null }));
    objects.municipalities.geometries.forEach(({ arcs: polygons }, id) => {
      for (const arc of polygons.flat(2)) {
        const border = borders[arc < 0 ? ~arc : arc];
        border[border.one === null ? 'one' : 'other'] = id;
      }
    });
    const [municipalities, prefectures] = ['municipalities', 'prefectures'].map((layer) => ({
      type: 'FeatureCollection',
      features: objects[layer].geometries.map(({ properties, arcs: polygons }) => ({
        type: 'Feature',
        properties,
        geometry: { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map((own) => ringOf(own, lines))) },
      })),
    }));
    return { municipalities, prefectures, borders };
  });
}

// Whether a picture of such a size may show any of a line, however thick. project: where the picture has a place.
export function isInSight(line, project, width, height) {
  if (!extents.has(line)) extents.set(line, extentOf(line));
  const [northWest, southEast] = extents.get(line).map(project);
  return southEast.x > -THICK && southEast.y > -THICK && northWest.x < width + THICK && northWest.y < height + THICK;
}

function extentOf(line) {
  let [west, north] = line[0];
  let [east, south] = line[0];
  for (let at = 1; at < line.length; at += 1) {
    const place = line[at];
    if (place[0] < west) west = place[0];
    else if (place[0] > east) east = place[0];
    if (place[1] > north) north = place[1];
    else if (place[1] < south) south = place[1];
  }
  return [[west, north], [east, south]];
}

// Steps are east and north from corner to corner, in cells, the first from the origin.
function lineOf(steps, cells) {
  let x = 0;
  let y = 0;
  return steps.map(([east, north]) => {
    x += east;
    y += north;
    return [x / cells, y / cells];
  });
}

// Lines joined end to start; ~5 is line 5 backwards.
function ringOf(own, lines) {
  const ring = [];
  for (const arc of own) {
    const line = arc < 0 ? [...lines[~arc]].reverse() : lines[arc];
    for (let at = ring.length ? 1 : 0; at < line.length; at += 1) ring.push(line[at]);
  }
  return ring;
}

export const WORLD = 512; // pixels across which the world is at zoom 0

// Web Mercator, in parts of the world.
export function acrossOf(longitude) {
  return longitude / 360 + 0.5;
}

export function downOf(latitude) {
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) / (2 * Math.PI);
}

// How a picture of such a size shows bounds in the middle of what margins leave of it, as MapLibre does: pixels of the world, and where its
// corner lies.
export function framed([west, south, east, north], { width, height, top, left, right, bottom, nearest }) {
  const [x, y] = [[acrossOf(west), acrossOf(east)], [downOf(north), downOf(south)]];
  const fits = Math.min((width - left - right) / (x[1] - x[0]), (height - top - bottom) / (y[1] - y[0]));
  const scale = Math.min(Math.max(fits, WORLD), WORLD * 2 ** nearest);
  return { scale, x: (width + left - right) / 2 - (scale * (x[0] + x[1])) / 2, y: (height + top - bottom) / 2 - (scale * (y[0] + y[1])) / 2, width, height };
}

export function projected([longitude, latitude], { scale, x, y }) {
  return { x: acrossOf(longitude) * scale + x, y: downOf(latitude) * scale + y };
}
