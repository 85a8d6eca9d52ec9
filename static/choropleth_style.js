// How the map looks: its layers, colours and fixed views.

const { HATCH, INK, MISSING } = await import(new URL(`parts.js${new URL(import.meta.url).search}`, import.meta.url));

export { MISSING };
const SEA = '#f4f6f9';
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

// municipalities: their shapes. borders: the lines between those of one prefecture. coasts: all other lines of theirs.
export function style(municipalities, borders, coasts) {
  const byZoom = (national, local) => ['interpolate', ['linear'], ['zoom'], 4, national, 9, local];
  return {
    version: 8,
    // Colours change at once: between two of them the whole map would be drawn again and again.
    transition: { duration: 0, delay: 0 },
    sources: {
      municipalities: { type: 'geojson', data: municipalities, generateId: true },
      borders: { type: 'geojson', data: borders },
      coasts: { type: 'geojson', data: coasts },
      prefecture: { type: 'geojson', data: NOTHING },
      // Only who is hatched, or was of late: a hatch that nobody sees is still drawn.
      missing: { type: 'geojson', data: NOTHING },
      chosen: { type: 'geojson', data: NOTHING },
      areas: { type: 'geojson', data: NOTHING },
      own: { type: 'geojson', data: NOTHING },
      pointed: { type: 'geojson', data: NOTHING },
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
      {
        id: 'borders',
        type: 'line',
        source: 'borders',
        paint: { 'line-color': '#ffffff', 'line-width': byZoom(0.5, 1), 'line-opacity': byZoom(0.58, 1) },
      },
      { id: 'coasts', type: 'line', source: 'coasts', paint: { 'line-color': COAST, 'line-width': byZoom(0.6, 1.3) } },
      { id: 'prefecture-halo', type: 'line', source: 'prefecture', layout: { 'line-join': 'round' }, paint: { 'line-color': '#ffffff', 'line-width': byZoom(3.5, 6) } },
      { id: 'prefecture-chosen', type: 'line', source: 'prefecture', layout: { 'line-join': 'round' }, paint: { 'line-color': '#414a56', 'line-width': byZoom(1.8, 2.8) } },
      { id: 'areas-halo', type: 'line', source: 'areas', layout: { 'line-join': 'round' }, paint: { 'line-color': '#ffffff', 'line-width': byZoom(2.2, 5.5) } },
      { id: 'areas', type: 'line', source: 'areas', layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': INK, 'line-width': byZoom(1, 2.2) } },
      { id: 'own-lines', type: 'line', source: 'own', paint: { 'line-color': OWN, 'line-width': 2.5 } },
      { id: 'own-points', type: 'circle', source: 'own', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': OWN, 'circle-radius': 5, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.5 } },
      { id: 'pointed', type: 'line', source: 'pointed', layout: { 'line-join': 'round' }, paint: { 'line-color': INK, 'line-width': byZoom(2, 3) } },
      { id: 'halo', type: 'line', source: 'chosen', layout: { 'line-join': 'round' }, paint: { 'line-color': '#ffffff', 'line-width': byZoom(5, 7) } },
      { id: 'chosen', type: 'line', source: 'chosen', layout: { 'line-join': 'round' }, paint: { 'line-color': INK, 'line-width': byZoom(2.2, 3.5) } },
    ],
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
