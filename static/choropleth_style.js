// How the map looks: its layers, colours and fixed views.

const { HATCH, INK, MISSING } = await import(new URL(`parts.js${new URL(import.meta.url).search}`, import.meta.url));

export { MISSING };
export const SEA = '#f4f6f9';
const LAND = '#e9ebee';
const COAST = '#7b838f';
const OWN = '#b3201b';
const CALM_COAST = '#b9bfc8';

// West, south, east, north.
export const VIEWS = {
  全国: [128.6, 30.1, 145.9, 45.6],
  沖縄: [126.6, 26.0, 128.4, 27.1],
  先島: [122.9, 24.0, 125.5, 25.0],
  奄美: [128.3, 27.0, 130.1, 28.6],
  小笠原: [141.9, 26.5, 142.4, 27.2],
};

export const MESSAGES = {
  'Map.Title': '地図。矢印キーで移動、＋と－で拡大と縮小、Enterキーで中央の市区町村を選びます',
  'CooperativeGesturesHandler.WindowsHelpText': '拡大・縮小は、Ctrlキーを押しながらスクロールします',
  'CooperativeGesturesHandler.MacHelpText': '拡大・縮小は、⌘キーを押しながらスクロールします',
  'CooperativeGesturesHandler.MobileHelpText': '地図は2本の指で動かせます',
};

export const FADED = 0.22; // of what is behind a veil

export const NOTHING = { type: 'FeatureCollection', features: [] };

// The lines, the lowest first. of: what they surround. widths, opacities: at two zooms (byZoom). calm: their colour beside a prefecture that
// is brought out.
export const LINES = [
  { id: 'borders', of: 'borders', color: '#ffffff', widths: [0.5, 1], opacities: [0.58, 1] },
  { id: 'coasts', of: 'coasts', color: COAST, calm: CALM_COAST, widths: [0.6, 1.3] },
  { id: 'prefecture-halo', of: 'prefecture', color: '#ffffff', widths: [3.5, 6], join: 'round' },
  { id: 'prefecture-chosen', of: 'prefecture', color: '#414a56', widths: [1.8, 2.8], join: 'round' },
  { id: 'areas-halo', of: 'areas', color: '#ffffff', widths: [2.2, 5.5], join: 'round' },
  { id: 'areas', of: 'areas', color: INK, widths: [1, 2.2], join: 'round' },
  { id: 'own-lines', of: 'own', color: OWN, widths: [2.5, 2.5] },
  { id: 'pointed', of: 'pointed', color: INK, widths: [2, 3], join: 'round' },
  { id: 'halo', of: 'chosen', color: '#ffffff', widths: [5, 7] },
  { id: 'chosen', of: 'chosen', color: INK, widths: [2.2, 3.5] },
];
const [FAR, NEAR] = [4, 9];
const POINTS = { id: 'own-points', type: 'circle', source: 'own', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': OWN, 'circle-radius': 5, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.5 } };

// What is so much from far and so much near, at a zoom.
export function byZoom(zoom, [far, near]) {
  return far + (near - far) * Math.min(1, Math.max(0, (zoom - FAR) / (NEAR - FAR)));
}

// municipalities: their shapes. lines: the borders between those of one prefecture, and the coasts, all other lines of theirs.
export function style(municipalities, { borders, coasts }) {
  const source = (data) => ({ type: 'geojson', data });
  return {
    version: 8,
    // Colours change at once: between two of them the whole map would be drawn again and again.
    transition: { duration: 0, delay: 0 },
    sources: {
      municipalities: { ...source(municipalities), generateId: true },
      borders: source(borders),
      coasts: source(coasts),
      // missing: only who is hatched, or was of late: a hatch that nobody sees is still drawn.
      ...Object.fromEntries(['prefecture', 'missing', 'chosen', 'areas', 'own', 'pointed'].map((name) => [name, source(NOTHING)])),
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': SEA } },
      {
        id: 'fill',
        type: 'fill',
        source: 'municipalities',
        // The borders are drawn over its edges.
        paint: { 'fill-color': ['to-color', ['feature-state', 'color'], MISSING], 'fill-antialias': false },
      },
      {
        id: 'missing',
        type: 'fill',
        source: 'missing',
        paint: { 'fill-pattern': 'hatch', 'fill-opacity': ['coalesce', ['feature-state', 'opacity'], 0], 'fill-antialias': false },
      },
      ...LINES.flatMap((line) => (line.id === 'own-lines' ? [layerOf(line), POINTS] : [layerOf(line)])),
    ],
  };
}

function layerOf({ id, of, color, widths, opacities, join = 'miter' }) {
  const between = ([far, near]) => ['interpolate', ['linear'], ['zoom'], FAR, far, NEAR, near];
  return {
    id,
    type: 'line',
    source: of,
    layout: { 'line-join': join, 'line-cap': id === 'areas' ? 'round' : 'butt' },
    paint: { 'line-color': color, 'line-width': between(widths), ...(opacities ? { 'line-opacity': between(opacities) } : {}) },
  };
}

// The chosen prefecture (a feature) stands out, the coasts of the others step back; undefined: all are alike.
export function emphasise(map, prefecture) {
  map.getSource('prefecture').setData(prefecture ?? NOTHING);
  map.setPaintProperty('coasts', 'line-color', prefecture ? CALM_COAST : COAST);
}

// A colour behind a veil: mixed here, for what the map sees through is drawn twice.
export function pale(color, faded) {
  if (!faded) return color;
  const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const land = parts(LAND);
  return `rgb(${parts(color).map((part, at) => Math.round(FADED * part + (1 - FADED) * land[at]))})`;
}

export function hatch() {
  const size = 12;
  const context = Object.assign(document.createElement('canvas'), { width: size, height: size }).getContext('2d');
  context.strokeStyle = HATCH;
  context.lineWidth = 2;
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return context.getImageData(0, 0, size, size);
}
