// Draws the municipalities and keeps one MapLibre map per element alive while Streamlit sends new values.
// A municipality is known by its position in the outlines file, its "id"; its code is looked up there.

const SEA = '#f4f6f9';
const LAND = '#e9ebee';
const INK = '#1a1a1c';
const MISSING = '#dfe1e5';
const HATCH = '#8b929b';

// West, south, east, north.
const VIEWS = {
  全国: [128.6, 30.1, 145.9, 45.6],
  沖縄: [126.6, 26.0, 128.4, 27.1],
  先島: [122.9, 24.0, 125.5, 25.0],
  奄美: [128.3, 27.0, 130.1, 28.6],
  小笠原: [141.9, 26.5, 142.4, 27.2],
};

const MESSAGES = {
  'Map.Title': '地図。矢印キーで移動、＋と－で拡大と縮小、Enterキーで中央の市区町村を選びます',
  'CooperativeGesturesHandler.WindowsHelpText': '拡大・縮小は、Ctrlキーを押しながらスクロールします',
  'CooperativeGesturesHandler.MacHelpText': '拡大・縮小は、⌘キーを押しながらスクロールします',
  'CooperativeGesturesHandler.MobileHelpText': '地図は2本の指で動かせます',
};

const version = new URL(import.meta.url).search;
const [{ Problem, geojson, library, nearby, unpacked }, STYLE] = await Promise.all([
  import(new URL(`parts.js${version}`, import.meta.url)),
  fetch(new URL(`choropleth.css${version}`, import.meta.url)).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer))),
]);

const views = new WeakMap();

export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  const root = parentElement.querySelector('.choropleth');
  parentElement.querySelector('style').textContent = STYLE;
  if (!views.has(root)) views.set(root, createView(root));
  const view = views.get(root);
  view.update(data, { setTriggerValue, setStateValue });
  return () => {
    views.delete(root);
    view.destroy();
  };
}

function createView(root) {
  const part = (name) => root.querySelector(name);
  const canvas = part('.canvas');
  const card = part('.card');
  let map, municipalities, starting, data, send, newest;
  let gone = false;
  let untouched = true;
  let byKeyboard = false;
  let hovered = null;
  const drawn = { states: [], chosen: '', target: '' };

  async function update(packed, senders) {
    newest = packed;
    send = senders;
    try {
      const received = await unpacked(packed);
      received.classes = [...received.classes].map((index) => (index === '-' ? index : parseInt(index, 36)));
      root.style.setProperty('--height', `${received.height}px`);
      starting ??= start(received);
      await starting;
      if (gone || newest !== packed) return;
      if (received.classes.length !== municipalities.length) throw new Problem('地図の形と数値の並びが合いません。');
      data = received;
      draw();
    } catch (error) {
      if (gone) return;
      // What could not be fetched now may be there at the next change.
      if (!map) starting = undefined;
      report(error);
    }
  }

  async function start(first) {
    await nearby(root);
    root.dataset.state = 'loading';
    const [maplibre, outlines, prefectures] = await Promise.all([
      library('app/static/maplibre-gl.js', 'maplibregl', '地図の部品を読み込めません。'),
      ...first.outlines.map(geojson),
    ]);
    municipalities = outlines.features;
    if (gone) return;
    drawLegend(part('.legend'), first, fadedIn(first));
    try {
      map = new maplibre.Map({
        container: canvas,
        style: style(outlines, prefectures),
        bounds: home(first),
        fitBoundsOptions: { padding: margin(home(first)) },
        minZoom: 2,
        maxZoom: 13,
        attributionControl: false,
        renderWorldCopies: false,
        fadeDuration: 0,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        cooperativeGestures: true,
        locale: MESSAGES,
      });
    } catch {
      throw new Problem('このブラウザでは地図を表示できません（WebGLを使えません）。');
    }
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.on('styleimagemissing', () => map.addImage('hatch', hatch(), { pixelRatio: 2 }));
    listen();
    await map.once('style.load');
  }

  function listen() {
    map.on('mousemove', ({ point }) => {
      byKeyboard = false;
      show(at(point), point);
    });
    map.on('mouseout', () => show(null));
    map.on('click', ({ point }) => {
      byKeyboard = false;
      show(at(point), point);
      choose(hovered);
    });
    map.on('movestart', ({ originalEvent }) => {
      root.dataset.state = 'drawing';
      if (originalEvent) untouched = false;
    });
    map.on('move', () => (byKeyboard ? showCentre() : show(null)));
    map.on('resize', () => {
      if (untouched && data) map.fitBounds(home(data), { padding: margin(home(data)), animate: false });
    });
    map.on('idle', () => {
      root.dataset.state = 'ready';
    });
    part('.in').onclick = () => zoom(1);
    part('.out').onclick = () => zoom(-1);
    part('.full').onclick = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
    const keys = map.getCanvas();
    keys.addEventListener('focus', () => {
      byKeyboard = keys.matches(':focus-visible');
      if (byKeyboard) showCentre();
    });
    keys.addEventListener('blur', () => {
      if (!byKeyboard) return;
      byKeyboard = false;
      show(null);
    });
    keys.addEventListener('keydown', ({ key }) => {
      if (!/^(Arrow|Enter$|[-+=]$)/.test(key)) return;
      byKeyboard = true;
      showCentre();
      if (key === 'Enter') choose(hovered);
    });
  }

  function draw() {
    const faded = fadedIn(data);
    paint(faded);
    data.columns = data.hover.map(([label, unit, digits, values]) => ({ label, unit, digits, values: values.split(',') }));
    const target = [data.prefecture, home(data)].join();
    if (drawn.target !== target) {
      map.setFilter('prefecture-chosen', ['==', ['get', 'prefecture_code'], data.prefecture ?? '']);
      if (drawn.target) move(home(data));
      drawPlaces();
      drawn.target = target;
    }
    outline(data.chosen);
    drawLegend(part('.legend'), data, faded);
    part('figcaption').textContent = data.description;
    if (hovered !== null) fillCard();
    part('.problem').hidden = true;
  }

  function fadedIn({ prefecture, within }) {
    return municipalities.map(({ properties }, id) => within?.[id] === '0' || Boolean(prefecture && properties.prefecture_code !== prefecture));
  }

  function paint(faded) {
    let changed = false;
    municipalities.forEach((_, id) => {
      const color = data.legend.colors[data.classes[id]];
      const state = `${color} ${faded[id]}`;
      if (drawn.states[id] === state) return;
      drawn.states[id] = state;
      changed = true;
      map.setFeatureState({ source: 'municipalities', id }, { color: pale(color ?? MISSING, faded[id]), missing: !color, faded: faded[id] });
    });
    if (changed) root.dataset.state = 'drawing';
    // Where nothing is missing, a hatch that nobody sees would still be drawn over the whole land.
    const visibility = data.classes.some((index) => !data.legend.colors[index]) ? 'visible' : 'none';
    if (map.getLayoutProperty('missing', 'visibility') !== visibility) map.setLayoutProperty('missing', 'visibility', visibility);
  }

  function outline(codes) {
    if (drawn.chosen === String(codes)) return;
    drawn.chosen = String(codes);
    const features = municipalities.filter(({ properties }) => codes.includes(properties.lg_code));
    map.getSource('chosen').setData({ type: 'FeatureCollection', features });
  }

  function choose(id) {
    if (id === null || !data) return;
    const code = municipalities[id].properties.lg_code;
    if (data.several) {
      data.chosen = data.chosen.includes(code) ? data.chosen.filter((other) => other !== code) : [...data.chosen, code];
      outline(data.chosen);
      send.setStateValue('picked', data.chosen);
    } else {
      send.setTriggerValue('chosen', code);
    }
  }

  function at(point) {
    return map.queryRenderedFeatures(point, { layers: ['fill'] })[0]?.id ?? null;
  }

  function showCentre() {
    const point = map.project(map.getCenter());
    show(at(point), point);
  }

  function show(id, point) {
    if (!data) return;
    part('.crosshair').hidden = !byKeyboard;
    if (id !== hovered) {
      if (hovered !== null) map.setFeatureState({ source: 'municipalities', id: hovered }, { hover: false });
      if (id !== null) map.setFeatureState({ source: 'municipalities', id }, { hover: true });
      map.getCanvas().style.cursor = id === null ? '' : 'pointer';
      hovered = id;
      if (id !== null) fillCard();
    }
    card.hidden = id === null;
    if (id !== null) place(card, root, point);
  }

  function fillCard() {
    const { name, prefecture } = municipalities[hovered].properties;
    const mark = Object.keys(data.marks).find((text) => data.marks[text].includes(hovered));
    const lines = data.columns.map((column) => [column.label, ...shown(column, hovered, data.legend.missing)]);
    card.replaceChildren(
      element('strong', {}, name, element('small', {}, prefecture)),
      element('dl', {}, ...lines.flatMap(([label, value, unit]) => [element('dt', {}, label), element('dd', {}, value, element('small', {}, unit))])),
      ...(mark ? [element('p', { class: 'mark' }, mark)] : []),
      ...(data.note ? [element('p', {}, data.note)] : []),
    );
    if (byKeyboard) part('[aria-live]').textContent = [prefecture + name, ...lines.map((line) => line.join(' ')), mark ?? ''].join('、');
  }

  function home({ bounds }) {
    return bounds ?? VIEWS.全国;
  }

  // Room for the buttons and the legend; the nation needs less, for both stand in its open sea.
  function margin(bounds) {
    const { offsetWidth, offsetHeight } = part('.legend');
    const width = root.clientWidth;
    const national = bounds === VIEWS.全国;
    if (width < 480) return { top: 12, left: 12, right: 12, bottom: national ? offsetHeight / 2 : offsetHeight + 20 };
    if (!national) {
      const beside = { top: 24, left: 90, right: offsetWidth + 24, bottom: 24 };
      const above = { top: 24, left: 90, right: 24, bottom: offsetHeight + 24 };
      return room(bounds, above) > room(bounds, beside) ? above : beside;
    }
    // Above the legend's height the land ends at 72 % of the nation's width.
    return { top: 24, left: 12, right: Math.max(12, width - 12 - (width - offsetWidth - 22) / 0.72), bottom: 24 };
  }

  // How large the bounds become inside a margin.
  function room([west, south, east, north], { top, left, right, bottom }) {
    const squeezed = Math.cos(((south + north) / 2) * (Math.PI / 180));
    const [width, height] = [root.clientWidth - left - right, root.clientHeight - top - bottom];
    return Math.min(width / ((east - west) * squeezed), height / (north - south));
  }

  function move(bounds) {
    untouched = String(bounds) === String(home(data));
    map.fitBounds(bounds, { padding: margin(bounds), duration: 700 });
  }

  function zoom(by) {
    untouched = false;
    map.zoomTo(map.getZoom() + by);
  }

  function drawPlaces() {
    const own = data.prefecture && municipalities.find(({ properties }) => properties.prefecture_code === data.prefecture);
    const places = own ? [[own.properties.prefecture, home(data)], ['全国', VIEWS.全国]] : Object.entries(VIEWS);
    part('.places').replaceChildren(
      ...places.map(([name, bounds]) => {
        const button = element('button', { type: 'button', 'aria-label': `${name}を表示` }, name);
        button.onclick = () => move(bounds);
        return button;
      }),
    );
  }

  function report(error) {
    const known = error instanceof Problem;
    if (!known) console.error(error);
    part('.problem').textContent = `${known ? error.message : '地図を表示できません。'}同じ数値は下の表で確認できます。`;
    part('.problem').hidden = false;
    root.dataset.state = 'failed';
  }

  function destroy() {
    gone = true;
    map?.remove();
  }

  return { update, destroy };
}

function style(municipalities, prefectures) {
  const state = (name, yes, no) => ['case', ['boolean', ['feature-state', name], false], yes, no];
  const byZoom = (national, local) => ['interpolate', ['linear'], ['zoom'], 4, national, 9, local];
  const nothing = { type: 'FeatureCollection', features: [] };
  return {
    version: 8,
    // Colours change at once: between two of them the whole map would be drawn again and again.
    transition: { duration: 0, delay: 0 },
    sources: {
      municipalities: { type: 'geojson', data: municipalities, generateId: true },
      prefectures: { type: 'geojson', data: prefectures },
      chosen: { type: 'geojson', data: nothing },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': SEA } },
      {
        id: 'fill',
        type: 'fill',
        source: 'municipalities',
        paint: { 'fill-color': ['to-color', ['feature-state', 'color'], MISSING] },
      },
      {
        id: 'missing',
        type: 'fill',
        source: 'municipalities',
        paint: { 'fill-pattern': 'hatch', 'fill-opacity': state('missing', state('faded', 0.22, 1), 0), 'fill-antialias': false },
      },
      {
        id: 'borders',
        type: 'line',
        source: 'municipalities',
        paint: {
          'line-color': state('hover', INK, '#ffffff'),
          'line-width': byZoom(state('hover', 2, 0.5), state('hover', 3, 1)),
          'line-opacity': byZoom(state('hover', 1, 0.35), 1),
        },
      },
      { id: 'prefectures', type: 'line', source: 'prefectures', paint: { 'line-color': '#5a626e', 'line-width': byZoom(0.5, 1.6) } },
      {
        id: 'prefecture-chosen',
        type: 'line',
        source: 'prefectures',
        filter: ['==', ['get', 'prefecture_code'], ''],
        paint: { 'line-color': '#414a56', 'line-width': byZoom(1.2, 2.2) },
      },
      { id: 'halo', type: 'line', source: 'chosen', layout: { 'line-join': 'round' }, paint: { 'line-color': '#ffffff', 'line-width': byZoom(5, 7) } },
      { id: 'chosen', type: 'line', source: 'chosen', layout: { 'line-join': 'round' }, paint: { 'line-color': INK, 'line-width': byZoom(2.2, 3.5) } },
    ],
  };
}

// A colour behind a veil: mixed here, for what the map sees through is drawn twice.
function pale(color, faded) {
  if (!faded) return color;
  const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const land = parts(LAND);
  return `rgb(${parts(color).map((part, at) => Math.round(0.22 * part + 0.78 * land[at]))})`;
}

function hatch() {
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

function drawLegend(legend, { legend: { title, colors, labels, axes, missing }, classes }, faded) {
  const counts = {};
  classes.forEach((index, id) => {
    if (!faded[id]) counts[index] = (counts[index] ?? 0) + 1;
  });
  const swatch = (color) => element('i', color ? { style: `background:${color}` } : { class: 'missing' });
  const row = (color, label, index) => element('li', {}, swatch(color), element('span', {}, label), element('b', {}, String(counts[index] ?? 0)));
  // A class without a label is a colour that needs no explaining.
  const rows = axes ? [] : colors.flatMap((color, index) => (labels[index] ? [row(color, labels[index], index)] : []));
  if (counts['-']) rows.push(row(null, missing, '-'));
  legend.querySelector('summary').textContent = title;
  legend.querySelector('.classes').replaceChildren(
    ...(axes ? [grid(colors, labels, counts, axes)] : []),
    element('ul', {}, ...rows),
    element('p', {}, '数字は市区町村の数'),
  );
  legend.hidden = false;
}

function grid(colors, labels, counts, [x, y]) {
  const cells = [2, 3, 0, 1].map((index) => {
    const count = String(counts[index] ?? 0);
    const ink = parseInt(colors[index].slice(3, 5), 16) > 120 ? INK : '#fff';
    return element('i', { style: `background:${colors[index]};color:${ink}`, title: labels[index] }, count);
  });
  return element('div', { class: 'grid' }, element('span', { class: 'y' }, `↑${y}`), element('div', {}, ...cells), element('span', { class: 'x' }, `${x}→`));
}

function place(card, root, { x, y }) {
  const gap = 18;
  const edge = 8;
  const right = root.clientWidth - card.offsetWidth - edge;
  const bottom = root.clientHeight - card.offsetHeight - edge;
  const left = x + gap <= right ? x + gap : x - gap - card.offsetWidth;
  const top = y + gap <= bottom ? y + gap : y - gap - card.offsetHeight;
  card.style.left = `${Math.max(edge, Math.min(left, right))}px`;
  card.style.top = `${Math.max(edge, Math.min(top, bottom))}px`;
}

function shown({ values, unit, digits }, id, missing) {
  if (!values[id]) return [missing, ''];
  const number = Number(values[id]).toLocaleString('ja-JP', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return [number, unit];
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
