// One map with its legend and its names: it paints what it is given, and reports what is pointed at.

const MARGIN = 24;
const PHONE = 480; // pixels
const SPARE = 900; // municipalities that may lie ready to be hatched

// element: the pane. parts: what the other files of the map bring. shapes: as parts.js (outlines) gives them.
// first: the data and the content it is to show first. report: point(id, point), choose(id), leave(), moved(isOfReader), state(word).
export function createPane(element, { drawLegend, element: make, createLabels, looks, areas, Problem }, maplibre, shapes, first, report) {
  const { VIEWS, MESSAGES, MISSING, FADED, style, emphasise, pale, hatch } = looks;
  const part = (name) => element.querySelector(name);
  const municipalities = shapes.municipalities.features;
  const legend = part('.legend');
  // On a phone the legend stands below the map: there is no sea wide enough for it.
  if (element.clientWidth < PHONE) element.after(legend);
  const drawn = { states: [], hatched: new Map(), chosen: '', target: '' };
  let data, content, hovered = null;
  let untouched = true;

  drawLegend(legend, first.content, ...counted(first.data));
  headline(first.content.headline);
  let map;
  try {
    map = new maplibre.Map({
      container: part('.canvas'),
      style: style(shapes.municipalities, areas.within(shapes.borders, prefectureOf), areas.lines(shapes.borders, prefectureOf)),
      bounds: home(first.data),
      fitBoundsOptions: { padding: margin(home(first.data)) },
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
  const { painter } = map;
  const { render } = painter;
  // Nothing is drawn until all of it is there: each of the ten frames on the way would cost as much as the whole.
  painter.render = (style) => Object.assign(painter, { style }); // parts that come in are read by it
  let isWhole = false;
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on('styleimagemissing', () => map.addImage('hatch', hatch(), { pixelRatio: 2 }));
  const labels = createLabels(map, part('.names'), municipalities, shapes.prefectures.features, obstacles);
  listen();

  function listen() {
    map.on('mousemove', ({ point }) => report.point(at(point), point));
    map.on('mouseout', () => report.leave());
    map.on('click', ({ point }) => {
      report.point(at(point), point);
      report.choose(at(point));
    });
    map.on('movestart', ({ originalEvent }) => {
      report.state('drawing');
      if (originalEvent) untouched = false;
    });
    map.on('move', ({ follows }) => report.moved(Boolean(follows)));
    map.on('resize', () => {
      if (untouched && data) map.fitBounds(home(data), { padding: margin(home(data)), animate: false });
    });
    map.on('idle', () => (isWhole || !data ? report.state('ready') : uncover()));
    for (const fold of [legend, legend.querySelector('.reading')]) fold.addEventListener('toggle', labels.arrange);
  }

  // next: what the map shows. received: where it looks and whom it brings out.
  function draw(next, received) {
    content = next;
    data = received;
    const faded = fadedIn(data);
    paint(faded);
    divideBy(data.by_prefecture);
    const target = [data.prefecture, home(data)].join();
    if (drawn.target !== target) {
      emphasise(map, prefectureNamed(data.prefecture));
      if (drawn.target) move(home(data));
      drawPlaces();
      drawn.target = target;
    }
    divide(content.areas);
    outline(data.chosen);
    drawLegend(legend, content, ...counted(data));
    headline(content.headline);
    requestAnimationFrame(labels.arrange); // once it is laid out: asking now would lay it out twice
  }

  function uncover() {
    isWhole = true;
    painter.render = render;
    map.triggerRepaint();
  }

  function headline(words) {
    const source = element.parentElement.querySelector('.source');
    part('.headline').hidden = source.hidden = !words;
    if (!words) return;
    part('.headline').replaceChildren(make('strong', {}, words.title), make('span', {}, words.when), make('em', words.isEstimate ? { class: 'estimate' } : {}, words.basis));
    source.textContent = source.title = `${words.coverage}｜${words.source}`;
  }

  function fadedIn({ prefecture, within, fades }) {
    return municipalities.map(({ properties }, id) => within?.[id] === '0' || Boolean(fades && prefecture && properties.prefecture_code !== prefecture));
  }

  // Which positions the legend does not count, and what it counts: of a prefecture only its first municipality.
  function counted(received) {
    if (!received.by_prefecture) return [fadedIn(received), '市区町村'];
    const codes = municipalities.map(({ properties }) => properties.prefecture_code);
    return [codes.map((code, id) => codes[id - 1] === code), '都道府県'];
  }

  // Borders of municipalities say nothing where prefectures are shown.
  function divideBy(prefectures) {
    if (Boolean(drawn.isByPrefecture) === Boolean(prefectures)) return;
    drawn.isByPrefecture = prefectures;
    map.setLayoutProperty('borders', 'visibility', prefectures ? 'none' : 'visible');
  }

  function paint(faded) {
    const { classes, legend: { colors } } = content;
    let changed = false;
    municipalities.forEach((_, id) => {
      const color = colors[classes[id]];
      const state = `${color} ${faded[id]}`;
      if (drawn.states[id] === state) return;
      drawn.states[id] = state;
      changed = true;
      map.setFeatureState({ source: 'municipalities', id }, { color: pale(color ?? MISSING, faded[id]) });
    });
    if (changed) report.state('drawing');
    hatchMissing(faded);
  }

  // By a state, which shows at once: new shapes come frames later. Who was hatched before stays among them, as long as they are few.
  function hatchMissing(faded) {
    const { classes, legend: { colors } } = content;
    const missing = new Set(municipalities.flatMap((_, id) => (colors[classes[id]] ? [] : [id])));
    const { hatched } = drawn;
    const ready = hatched.size;
    if (ready > missing.size + SPARE) hatched.clear();
    const before = hatched.size;
    for (const id of missing) if (!hatched.has(id)) hatched.set(id, null);
    if (before !== ready || hatched.size !== before) {
      const features = [...hatched.keys()].map((id) => ({ type: 'Feature', id, properties: {}, geometry: municipalities[id].geometry }));
      map.getSource('missing').setData({ type: 'FeatureCollection', features });
    }
    for (const [id, shown] of hatched) {
      const opacity = missing.has(id) ? (faded[id] ? FADED : 1) : 0;
      if (opacity === shown) continue;
      hatched.set(id, opacity);
      map.setFeatureState({ source: 'missing', id }, { opacity });
    }
  }

  // The lines around areas of several municipalities, or between them.
  function divide(received) {
    const ids = received?.ids ?? '';
    if ((drawn.areas ?? '') === ids) return;
    drawn.areas = ids;
    const of = ids.split(',');
    map.getSource('areas').setData(received ? areas.lines(shapes.borders, (id) => of[id], received.isInland) : looks.NOTHING);
    drawn.names = received ? areas.named(municipalities, of, received.names) : [];
  }

  // Shapes of the reader's own.
  function lay(shapes) {
    map.getSource('own').setData(shapes);
  }

  function outline(codes) {
    if (drawn.chosen !== String(codes)) {
      drawn.chosen = String(codes);
      const features = municipalities.filter(({ properties }) => codes.includes(properties.lg_code));
      map.getSource('chosen').setData({ type: 'FeatureCollection', features });
    }
    labels.show({ prefecture: data.prefecture, chosen: data.several ? [] : codes, areas: drawn.names ?? [], isByPrefecture: Boolean(data.by_prefecture) });
  }

  function at(point) {
    return map.queryRenderedFeatures(point, { layers: ['fill'] })[0]?.id ?? null;
  }

  function hover(id) {
    if (id === hovered) return;
    map.getSource('pointed').setData(id === null ? looks.NOTHING : outlineOf(id));
    map.getCanvas().style.cursor = id === null ? '' : 'pointer';
    hovered = id;
  }

  // Paper cannot show what the graphics card has drawn; a copy of it, with the names, it can.
  function copy() {
    map.redraw();
    const [drawing, names, paper] = ['.maplibregl-canvas', '.names', '.paper'].map(part);
    Object.assign(paper, { width: drawing.width, height: drawing.height });
    for (const one of [drawing, names]) paper.getContext('2d').drawImage(one, 0, 0, paper.width, paper.height);
  }

  function outlineOf(id) {
    return data.by_prefecture ? prefectureNamed(prefectureOf(id)) : municipalities[id];
  }

  function prefectureNamed(code) {
    return shapes.prefectures.features.find(({ properties }) => properties.prefecture_code === code);
  }

  function prefectureOf(id) {
    return municipalities[id].properties.prefecture_code;
  }

  function home({ bounds }) {
    return bounds ?? VIEWS.全国;
  }

  // Room for the buttons and the legend; the nation needs less, for both stand in its open sea.
  function margin(bounds) {
    const { offsetWidth, offsetHeight } = legend.parentElement === element ? legend : { offsetWidth: 0, offsetHeight: 0 };
    const { clientWidth: width } = element;
    const head = part('.headline').offsetHeight;
    const national = bounds === VIEWS.全国;
    if (width < PHONE) return { top: 12 + head, left: 12, right: 12, bottom: national ? offsetHeight / 2 : offsetHeight + 20 };
    if (!national) {
      const beside = { top: MARGIN + head, left: 90, right: offsetWidth + MARGIN, bottom: MARGIN };
      const above = { top: MARGIN + head, left: 90, right: MARGIN, bottom: offsetHeight + MARGIN };
      return room(bounds, above) > room(bounds, beside) ? above : beside;
    }
    // Above the legend's height the land ends at 72 % of the nation's width.
    return { top: MARGIN + head, left: 12, right: Math.max(12, width - 12 - (width - offsetWidth - 22) / 0.72), bottom: MARGIN };
  }

  // How large the bounds become inside a margin.
  function room([west, south, east, north], { top, left, right, bottom }) {
    const squeezed = Math.cos(((south + north) / 2) * (Math.PI / 180));
    const [width, height] = [element.clientWidth - left - right, element.clientHeight - top - bottom];
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
    part('.places')?.replaceChildren(
      ...places.map(([name, bounds]) => {
        const button = make('button', { type: 'button', 'aria-label': `${name}を表示` }, name);
        button.onclick = () => move(bounds);
        return button;
      }),
    );
  }

  // What lies over the map, in its own pixels.
  function obstacles() {
    const frame = element.getBoundingClientRect();
    return [...element.querySelectorAll('.legend, .buttons > div, .headline')].flatMap((over) => {
      const { left, top, right, bottom, width } = over.getBoundingClientRect();
      return width ? [{ left: left - frame.left, top: top - frame.top, right: right - frame.left, bottom: bottom - frame.top }] : [];
    });
  }

  return { map, element, draw, lay, hover, outline, zoom, at, copy, destroy: () => map.remove() };
}
