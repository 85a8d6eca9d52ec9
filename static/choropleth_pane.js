// One map with its legend and its names: it paints what it is given, and reports what is pointed at.

const MARGIN = 24;
const PHONE = 480; // pixels
const PICTURE_SCALE = 2; // pixels of a picture to take away per pixel on the screen

// element: the pane. parts: what the other files of the map bring. shapes: as parts.js (outlines) gives them.
// first: the data and the content it is to show first. report: as choropleth_live.js asks for it, but touched and resized; awake(canvas) is
// called when the map takes the place of its picture.
export function createPane(element, { drawLegend, element: make, createLabels, createStill, looks, areas, Problem }, shapes, first, report) {
  const { VIEWS, MISSING, FADED, pale } = looks;
  const part = (name) => element.querySelector(name);
  const municipalities = shapes.municipalities.features;
  const legend = part('.legend');
  // On a phone the legend stands below the map: there is no sea wide enough for it.
  if (element.clientWidth < PHONE) element.after(legend);
  const drawn = { target: '', areas: '', chosen: '' };
  const lines = { borders: areas.within(shapes.borders, prefectureOf), coasts: areas.lines(shapes.borders, prefectureOf) };
  // What is to be seen, the same for picture and map: a colour by municipality, how opaque the hatch of those without one is, what is
  // surrounded by a line (GeoJSON, the same object as long as it is the same; null: nothing).
  const scene = { colors: [], missing: new Map(), isByPrefecture: false, prefecture: null, areas: null, chosen: null, own: null };
  let data, content, looking;
  let untouched = true;
  let isGone = false;
  let live = null; // there as soon as the map is begun; in front when it is whole
  let waking = null;

  drawLegend(legend, first.content, ...counted(first.data));
  headline(first.content.headline);
  const still = createStill(part('.still'), shapes, lines, looks);
  let front = still;
  const labels = createLabels({ project: (at) => front.project(at), getZoom: () => front.getZoom() }, part('.names'), municipalities, shapes.prefectures.features, obstacles);
  for (const fold of [legend, legend.querySelector('.reading')]) fold.addEventListener('toggle', labels.arrange);
  const sizes = new ResizeObserver(() => live || still.fits() || fit());
  sizes.observe(element);

  // Puts the map in the place of the picture. library: brings MapLibre and choropleth_live.js.
  function wake(library) {
    waking ??= begin(library).catch((error) => {
      waking = null;
      live = null;
      report.state('ready');
      throw error;
    });
    return waking;
  }

  async function begin(library) {
    report.state('drawing');
    const [maplibre, { createLive }] = await library();
    if (isGone) return;
    live = createLive(maplibre, part('.canvas'), { shapes, lines, looks, Problem }, { bounds: looking, padding: margin(looking) }, {
      ...report,
      moved: () => {
        if (front !== live) return;
        labels.draw();
        report.moved();
      },
      touched: () => { untouched = false; },
      resized: fit,
    });
    live.show(scene);
    await live.whole;
    front = live;
    labels.draw();
    report.awake(live.canvas);
    if (element.getRootNode().activeElement === part('.still')) live.canvas.focus({ preventScroll: true });
    element.classList.add('live');
  }

  // The picture until the map is whole, both as long as it becomes so.
  function faces() {
    return live && live !== front ? [front, live] : [front];
  }

  function look(isAtOnce) {
    for (const face of faces()) face.look(looking, margin(looking), isAtOnce || face !== front);
  }

  function fit() {
    if (!data || !element.clientWidth) return;
    if (untouched) look(true);
    if (front === still) still.show(scene);
    labels.fit();
  }

  // next: what the map shows. received: where it looks and whom it brings out.
  function draw(next, received) {
    content = next;
    data = received;
    paint(fadedIn(data));
    scene.isByPrefecture = Boolean(data.by_prefecture);
    scene.prefecture = prefectureNamed(data.prefecture) ?? null;
    divide(content.areas);
    drawLegend(legend, content, ...counted(data));
    headline(content.headline);
    const target = [data.prefecture, home(data)].join();
    if (drawn.target !== target) {
      turn(home(data));
      drawPlaces();
      drawn.target = target;
    }
    outline(data.chosen);
    requestAnimationFrame(labels.arrange); // once it is laid out: asking now would lay it out twice
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

  function paint(faded) {
    const { classes, legend: { colors } } = content;
    scene.colors = municipalities.map((_, id) => pale(colors[classes[id]] ?? MISSING, faded[id]));
    scene.missing = new Map(municipalities.flatMap((_, id) => (colors[classes[id]] ? [] : [[id, faded[id] ? FADED : 1]])));
  }

  // The lines around areas of several municipalities, or between them.
  function divide(received) {
    const ids = received?.ids ?? '';
    if (drawn.areas === ids) return;
    drawn.areas = ids;
    const of = ids.split(',');
    scene.areas = received ? areas.lines(shapes.borders, (id) => of[id], received.isInland) : null;
    drawn.names = received ? areas.named(municipalities, of, received.names) : [];
  }

  // Shapes of the reader's own.
  function lay(own) {
    scene.own = own;
    live.show(scene);
  }

  function outline(codes) {
    if (drawn.chosen !== String(codes)) {
      drawn.chosen = String(codes);
      const features = municipalities.filter(({ properties }) => codes.includes(properties.lg_code));
      scene.chosen = { type: 'FeatureCollection', features };
    }
    for (const face of faces()) face.show(scene);
    if (!waking) report.state('ready');
    labels.show({ prefecture: data.prefecture, chosen: data.several ? [] : codes, areas: drawn.names ?? [], isByPrefecture: Boolean(data.by_prefecture) });
  }

  function at(point) {
    return live.at(point);
  }

  function hover(id) {
    if (front === live) live.hover(id, id === null ? null : outlineOf(id));
  }

  // Paper cannot show what the graphics card has drawn; a copy of it, with the names, it can.
  function copy() {
    const drawing = front.drawing();
    const [names, paper] = ['.names', '.paper'].map(part);
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

  function turn(bounds) {
    looking = bounds;
    untouched = true;
    look();
    if (front === still) labels.forget();
  }

  // By a button.
  function move(bounds) {
    turn(bounds);
    if (front === still) still.show(scene);
    labels.arrange();
  }

  function zoom(by) {
    untouched = false;
    live.zoom(by);
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

  function resize() {
    if (live) live.resize();
    else fit();
  }

  function destroy() {
    isGone = true;
    sizes.disconnect();
    live?.destroy();
  }

  return {
    element, wake, draw, lay, hover, outline, zoom, at, copy, resize, destroy,
    live: () => (front === live ? live : null),
    imageOf: () => front.imageOf(PICTURE_SCALE),
  };
}
