// Names of places on a canvas above the map, drawn with the fonts of the device: no glyph is asked of a server.

const { FONT, INK, isInSight } = await import(new URL(`parts.js${new URL(import.meta.url).search}`, import.meta.url));

const TOWNS_FROM = 6.8; // zoom; nearer, the whole nation shows names of municipalities
const NEIGHBOURS_FROM = 7.8;
const SMALLEST = 11; // pixels across which a municipality must be seen to be named
const GAP = 3; // pixels between two names
// Pixels by which a name may stand beside its place where another is in the way.
const NUDGES = [[0, 0], [0, -9], [0, 9], [-13, 0], [13, 0]];
const CALM = '#5d6470';
const anchors = new WeakMap(); // of a place

// camera: how the map looks (project, getZoom). canvas: above the map. obstacles: rectangles (left, top, right, bottom in pixels of the map) that names keep out of.
export function createLabels(camera, canvas, municipalities, prefectures, obstacles) {
  const context = canvas.getContext('2d');
  const widths = new Map();
  let view = { prefecture: null, chosen: [], areas: [], isByPrefecture: false };
  let blocked = [];

  // prefecture: code of the one that is brought out, or null. chosen: codes of municipalities named before all others.
  // isByPrefecture: only prefectures are named.
  // areas: text and the municipality where each stands.
  function show(next) {
    const isSame = JSON.stringify(next) === JSON.stringify(view);
    view = next;
    if (!isSame) draw();
  }

  function draw() {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width) return;
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    Object.assign(context, { textAlign: 'center', textBaseline: 'middle', lineJoin: 'round' });
    const placed = [];
    for (const candidate of candidates(width, height)) {
      const taken = [...blocked, ...placed];
      const free = ({ left, top, right, bottom }) => left >= 0 && top >= 0 && right <= width && bottom <= height && !taken.some((other) => meet({ left, top, right, bottom }, other));
      const spot = NUDGES.slice(0, candidate.nudges).map(([x, y]) => ({ ...candidate, x: candidate.x + x, y: candidate.y + y })).find((moved) => free(boxOf(moved)));
      if (!spot) continue;
      const { text, size, code, x, y, weight, color } = spot;
      placed.push({ ...boxOf(spot), text, size, code, x, y, weight, color });
      write(spot);
    }
    canvas.placed = placed;
  }

  // The most important first.
  function candidates(width, height) {
    const zoom = camera.getZoom();
    const larger = width > 1100 ? 1 : 0;
    const { chosen, isByPrefecture } = view;
    const prefecture = isByPrefecture ? null : view.prefecture;
    const isSeen = ({ x, y }) => x > 0 && y > 0 && x < width && y < height;
    const perDegree = (512 * 2 ** zoom) / 360;
    const towns = isByPrefecture ? [] : municipalities.flatMap((place) => {
      const isChosen = chosen.includes(place.properties.lg_code);
      const isOwn = place.properties.prefecture_code === prefecture;
      const isNear = zoom >= (prefecture && !isOwn ? NEIGHBOURS_FROM : TOWNS_FROM);
      if (!isChosen && !(isNear || (isOwn && prefecture))) return [];
      if (!place.geometry.coordinates.some(([ring]) => isInSight(ring, camera.project, width, height))) return [];
      const anchor = anchorOf(place);
      if (!isChosen && anchor.across * perDegree < SMALLEST) return [];
      const point = camera.project(anchor.at);
      if (!isSeen(point)) return [];
      const calm = prefecture && !isOwn && !isChosen;
      const order = isChosen ? 0 : calm ? 4 : 1;
      return [{ ...anchor, ...point, order, size: 12 + larger + (zoom > 9 ? 1 : 0), weight: isChosen ? 700 : 500, nudges: calm ? 1 : 5, color: calm ? CALM : INK }];
    });
    const names = prefectures.map(anchorOf).flatMap((anchor) => {
      if (anchor.code === prefecture || (zoom >= TOWNS_FROM + 0.7 && !prefecture && !isByPrefecture)) return [];
      const point = camera.project(anchor.at);
      const isBeside = prefecture || zoom >= TOWNS_FROM;
      // From far there is room for 「岩手」 only.
      const text = isBeside ? anchor.text : anchor.text.replace(/[都府県]$/, '');
      return isSeen(point) ? [{ ...anchor, ...point, text, order: isBeside ? 3 : 2, size: 12 + 2 * larger, weight: 700, nudges: 5, color: prefecture || view.areas.length ? CALM : INK }] : [];
    });
    const groups = view.areas.flatMap(({ text, id }) => {
      const { at, across } = anchorOf(municipalities[id]);
      const point = camera.project(at);
      return isSeen(point) ? [{ text, across, ...point, order: 0.5, size: 12 + larger, weight: 700, nudges: 5, color: INK }] : [];
    });
    // Nearer than the nation, names of municipalities go before those of prefectures; among equals the larger place goes first.
    return [...towns, ...names, ...groups].sort((one, other) => one.order - other.order || other.across - one.across);
  }

  function boxOf({ x, y, text, size, weight }) {
    const font = `${weight} ${size}px ${FONT}`;
    const key = font + text;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    const half = widths.get(key) / 2 + GAP;
    return { left: x - half, right: x + half, top: y - size / 2 - GAP, bottom: y + size / 2 + GAP };
  }

  function write({ x, y, text, size, weight, color }) {
    context.font = `${weight} ${size}px ${FONT}`;
    context.strokeStyle = 'rgba(255, 255, 255, 0.92)';
    context.lineWidth = 3.5;
    context.strokeText(text, x, y);
    context.fillStyle = color;
    context.fillText(text, x, y);
  }

  // What lies over the map has moved or changed its size.
  function arrange() {
    const now = obstacles();
    if (canvas.placed && JSON.stringify(now) === JSON.stringify(blocked)) return;
    blocked = now;
    draw();
  }

  // The map has another size.
  function fit() {
    blocked = obstacles();
    draw();
  }

  // The map looks elsewhere: what is written is arranged anew.
  function forget() {
    canvas.placed = undefined;
  }

  return { show, draw, arrange, fit, forget };
}

function meet(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

// Where a name stands: within the largest part of the place. across: degrees.
function anchorOf(place) {
  if (!anchors.has(place)) anchors.set(place, measured(place));
  return anchors.get(place);
}

function measured({ properties, geometry }) {
  let largest = { area: -1 };
  for (const [ring] of geometry.coordinates) {
    const part = centroid(ring);
    if (part.area > largest.area) largest = { ...part, ring };
  }
  return {
    code: properties.lg_code ?? properties.prefecture_code,
    prefecture: properties.prefecture_code,
    text: properties.name,
    at: within(largest.ring, largest.x, largest.y),
    across: Math.sqrt(largest.area),
  };
}

function centroid(ring) {
  let [area, x, y] = [0, 0, 0];
  for (let at = 0; at + 1 < ring.length; at += 1) {
    const [[x1, y1], [x2, y2]] = [ring[at], ring[at + 1]];
    const cross = (x1 - ring[0][0]) * (y2 - ring[0][1]) - (x2 - ring[0][0]) * (y1 - ring[0][1]);
    area += cross;
    x += cross * (x1 + x2 + ring[0][0]);
    y += cross * (y1 + y2 + ring[0][1]);
  }
  return { area: Math.abs(area / 2), x: x / (3 * area), y: y / (3 * area) };
}

// The middle of the widest stretch of the place on a line through its centroid: the centroid of a crescent lies outside of it.
function within(ring, x, y) {
  const crossings = [];
  for (let at = 0; at + 1 < ring.length; at += 1) {
    const [[x1, y1], [x2, y2]] = [ring[at], ring[at + 1]];
    if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  crossings.sort((one, other) => one - other);
  let best = [x, x];
  for (let at = 0; at + 1 < crossings.length; at += 2) {
    const [west, east] = [crossings[at], crossings[at + 1]];
    if (west < x && x < east) return [x, y];
    if (east - west > best[1] - best[0]) best = [west, east];
  }
  return [(best[0] + best[1]) / 2, y];
}
