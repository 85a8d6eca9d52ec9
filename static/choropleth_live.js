// The map in the reader's hands: MapLibre, which follows pointer, fingers and keys. It shows the same scene as the still picture.

const SPARE = 900; // municipalities that may lie ready to be hatched

// container: an element. shapes, lines, looks: as the picture has them. bounds, padding: where it looks first. `whole` is a promise: all of
// what it is shown is there.
// report: point(id, point), choose(id), leave(), moved(isOfReader), touched(), resized(), state(word).
export function createLive(maplibre, container, { shapes, lines, looks, Problem }, { bounds, padding }, report) {
  const municipalities = shapes.municipalities.features;
  const shown = { colors: [], hatched: new Map() };
  let map, hovered = null;
  try {
    map = new maplibre.Map({
      container,
      style: looks.style(shapes.municipalities, lines),
      bounds,
      fitBoundsOptions: { padding },
      minZoom: 2,
      maxZoom: 13,
      attributionControl: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      cooperativeGestures: true,
      locale: looks.MESSAGES,
    });
  } catch {
    throw new Problem('このブラウザでは地図を動かせません（WebGLを使えません）。');
  }
  const { painter } = map;
  const { render } = painter;
  // Nothing is drawn until all of it is there: each of the ten frames on the way would cost as much as the whole.
  painter.render = (style) => Object.assign(painter, { style }); // parts that come in are read by it
  let [isBegun, isWhole] = [false, false];
  let latest = null;
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on('styleimagemissing', () => map.addImage('hatch', looks.hatch(), { pixelRatio: 2 }));
  const whole = new Promise((resolve) => {
    map.on('idle', () => {
      if (!shown.scene) return;
      if (!isWhole) return uncover();
      resolve();
      report.state('ready');
    });
  });
  map.once('style.load', () => {
    isBegun = true;
    if (latest) show(latest);
  });
  map.on('mousemove', ({ point }) => report.point(at(point), point));
  map.on('mouseout', () => report.leave());
  map.on('click', ({ point }) => {
    report.point(at(point), point);
    report.choose(at(point));
  });
  map.on('movestart', ({ originalEvent }) => {
    report.state('drawing');
    if (originalEvent) report.touched();
  });
  map.on('move', () => report.moved());
  map.on('resize', () => report.resized());

  // scene: as the pane has it (choropleth_pane.js). Before MapLibre has begun, the last one waits for it.
  function show(scene) {
    latest = scene;
    if (!isBegun) return;
    const before = shown.scene ?? { isByPrefecture: false, areas: null, chosen: null, own: null };
    const changed = scene.colors.some((color, id) => shown.colors[id] !== color);
    scene.colors.forEach((color, id) => {
      if (shown.colors[id] !== color) map.setFeatureState({ source: 'municipalities', id }, { color });
    });
    shown.colors = scene.colors;
    if (changed) report.state('drawing');
    hatch(scene.missing);
    // Borders of municipalities say nothing where prefectures are shown.
    if (scene.isByPrefecture !== before.isByPrefecture) map.setLayoutProperty('borders', 'visibility', scene.isByPrefecture ? 'none' : 'visible');
    if (scene.prefecture !== before.prefecture) looks.emphasise(map, scene.prefecture);
    for (const source of ['areas', 'chosen', 'own']) if (scene[source] !== before[source]) map.getSource(source).setData(scene[source] ?? looks.NOTHING);
    shown.scene = { ...scene };
  }

  // By a state, which shows at once: new shapes come frames later. Who was hatched before stays among them, as long as they are few.
  function hatch(missing) {
    const { hatched } = shown;
    const ready = hatched.size;
    if (ready > missing.size + SPARE) hatched.clear();
    const before = hatched.size;
    for (const id of missing.keys()) if (!hatched.has(id)) hatched.set(id, null);
    if (before !== ready || hatched.size !== before) {
      const features = [...hatched.keys()].map((id) => ({ type: 'Feature', id, properties: {}, geometry: municipalities[id].geometry }));
      map.getSource('missing').setData({ type: 'FeatureCollection', features });
    }
    for (const [id, seen] of hatched) {
      const opacity = missing.get(id) ?? 0;
      if (opacity === seen) continue;
      hatched.set(id, opacity);
      map.setFeatureState({ source: 'missing', id }, { opacity });
    }
  }

  function uncover() {
    isWhole = true;
    painter.render = render;
    map.triggerRepaint();
  }

  function at({ x, y }) {
    return map.queryRenderedFeatures([x, y], { layers: ['fill'] })[0]?.id ?? null;
  }

  // id: null, or of a municipality with what is outlined for it.
  function hover(id, outlined) {
    if (id === hovered) return;
    map.getSource('pointed').setData(id === null ? looks.NOTHING : outlined);
    map.getCanvas().style.cursor = id === null ? '' : 'pointer';
    hovered = id;
  }

  function look(bounds, padding, isAtOnce) {
    map.fitBounds(bounds, { padding, ...(isAtOnce ? { animate: false } : { duration: 700 }) });
  }

  function centre() {
    const point = map.project(map.getCenter());
    return { id: at(point), point };
  }

  function follow(other) {
    map.jumpTo({ center: other.getCenter(), zoom: other.getZoom() });
  }

  function imageOf(ratio) {
    map.setPixelRatio(ratio);
    map.redraw();
    const url = map.getCanvas().toDataURL('image/png'); // at once after it is drawn: later the card has forgotten it
    map.setPixelRatio(undefined);
    map.redraw();
    return url;
  }

  function drawing() {
    map.redraw();
    return map.getCanvas();
  }

  return {
    whole, show, at, hover, look, centre, follow, imageOf, drawing,
    canvas: map.getCanvas(),
    project: (place) => map.project(place),
    getZoom: () => map.getZoom(),
    getCenter: () => map.getCenter(),
    zoom: (by) => map.zoomTo(map.getZoom() + by),
    resize: () => map.resize(),
    destroy: () => map.remove(),
  };
}
