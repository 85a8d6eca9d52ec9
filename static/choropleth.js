// Draws the municipalities, first as a picture, in the reader's hands as one MapLibre map that stays alive while Streamlit sends new values.
// A municipality is known by its position in the outlines file, its "id"; its code is looked up there.

const version = new URL(import.meta.url).search;
const codeOf = (name) => import(new URL(`${name}.js${version}`, import.meta.url));
const [parts, looks, { drawLegend, element, place, shown }, { createLabels }, { createStill }, { createPane }, areas, { createValues, positionOf }, { createStrip }, STYLE] = await Promise.all([
  ...['parts', 'choropleth_style', 'choropleth_legend', 'choropleth_labels', 'choropleth_still', 'choropleth_pane', 'choropleth_areas', 'choropleth_values', 'choropleth_strip'].map(codeOf),
  fetch(new URL(`choropleth.css${version}`, import.meta.url)).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer))),
]);
const { Problem, explain, fetched, library, nearby, offerPicture, onPaper, once, outlines, unpacked } = parts;

// Milliseconds without a change after which the page follows: one that is made (the map is painted first), one of a slider that may move on.
const SOON = 30;
const REST = 700;
const PATIENCE = 5_000; // milliseconds in which an older answer of the server does not undo what the reader chose since

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
  const card = part('.card');
  const blank = part('.side').cloneNode(true);
  const sides = []; // one map, or two beside each other: element, pane, strip, selection, content, state
  let shapes, municipalities, starting, data, send, newest, values, resting;
  let gone = false;
  let byKeyboard = false;
  let moving = false;
  let isPainted = false;
  let hovered = null;
  const asked = { of: '', at: 0 };
  const own = { metric: null, shapes: null };
  let served = ''; // what the server has asked for last, and beside it
  let placedBeside = '';
  let context = null;
  let hurry; // calls for the map before it comes into sight
  const hurried = new Promise((resolve) => { hurry = resolve; });
  const offPaper = onPaper({ prepare, before: () => sides.forEach(({ pane }) => pane.copy()) });

  async function update(packed, senders) {
    newest = packed;
    send = senders;
    try {
      const received = await unpacked(packed);
      root.style.setProperty('--height', `${received.height}px`);
      starting ??= start(received);
      await starting;
      if (gone || newest !== packed) return;
      if (received.classes && received.classes.length !== municipalities.length) throw new Problem('地図の形と数値の並びが合いません。');
      data = received;
      if (own.metric) data.offered.push(own.metric);
      adopt();
      await draw();
      // Fingers move a map before one can tell that they come.
      if (!isPainted && matchMedia('(hover: none)').matches) wake().catch(advise);
      isPainted = true;
    } catch (error) {
      if (gone) return;
      // What could not be fetched now may be there at the next change.
      if (!sides.length) starting = undefined;
      report(error);
    }
  }

  async function start(first) {
    await Promise.race([nearby(root), hurried]);
    root.dataset.state = 'loading';
    shapes = await outlines(first.outlines);
    municipalities = shapes.municipalities.features;
    if (gone) return;
    values = createValues(once, fetched, first.words);
    data = first;
    await add(part('.side'), chosenOf(first.metric_id, first.frame));
    listen();
  }

  async function add(sideElement, selection) {
    const side = { element: sideElement, selection, state: '' };
    explain(sideElement.querySelector('.reading'), data.reading);
    side.content = await contentOf(selection);
    side.strip = createStrip(sideElement.querySelector('.strip'), element, positionOf, (next, isOver) => change(side, next, isOver), (metric) => contentOf({ metric, at: metric.frames.length - 1 }).catch(() => {}));
    if (selection) side.strip.offer(data.offered, data.main);
    if (gone) return;
    side.pane = createPane(sideElement.querySelector('.pane'), { drawLegend, element, createLabels, createStill, looks, areas, Problem }, shapes, { data, content: side.content }, {
      point: (id, point) => pointAt(id, point, side),
      choose,
      awake: (keys) => {
        if (side === sides[0]) listenTo(keys);
      },
      leave: () => show(null),
      moved: () => {
        follow(side);
        if (byKeyboard) showCentre();
        else show(null);
      },
      state: (word) => {
        side.state = word;
        root.dataset.state = sides.find(({ state }) => state !== 'ready')?.state ?? 'ready';
      },
    });
    sides.push(side);
    receive(side);
  }

  // Whoever comes to the picture gets the map, and what was done until it is there is done then. Where it does not come, it is tried again
  // when somebody comes anew, not with each step of the pointer.
  function receive(side) {
    const picture = side.element.querySelector('.still');
    let [pointed, isChosen, coming] = [null, false, null];
    const come = ({ type, offsetX: x, offsetY: y }) => {
      if (type !== 'focus') pointed = { x, y };
      isChosen ||= type === 'click';
      coming ??= wake().then(() => {
        if (!pointed || gone) return;
        const id = side.pane.at(pointed);
        pointAt(id, pointed, side);
        if (isChosen) choose(id);
      }).catch(advise).finally(() => { [isChosen, coming] = [false, null]; });
    };
    for (const kind of ['pointerenter', 'pointerdown', 'click', 'focus']) picture.addEventListener(kind, come);
    picture.addEventListener('pointermove', ({ offsetX: x, offsetY: y }) => { pointed = { x, y }; });
    picture.addEventListener('pointerleave', () => {
      if (!isChosen) pointed = null;
    });
  }

  async function wake() {
    const bring = () => Promise.all([library('app/static/maplibre-gl.js', 'maplibregl', '地図の部品を読み込めません。'), codeOf('choropleth_live')]);
    await Promise.all(sides.map(({ pane }) => pane.wake(bring)));
  }

  // The picture stays when the map does not come.
  function advise(error) {
    report(error, true);
  }

  function pointAt(id, point, side) {
    byKeyboard = false;
    show(id, point, side);
  }

  function listen() {
    const { pane } = sides[0];
    const zoom = (by) => wake().then(() => pane.zoom(by)).catch(advise);
    part('.in').onclick = () => zoom(1);
    part('.out').onclick = () => zoom(-1);
    part('.full').onclick = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
    part('.context').onchange = () => divide().catch(report);
    part('.own').onchange = () => lay().catch(report);
    offerPicture(part('.take'), picture);
    part('.compare').onclick = () => (sides.length > 1 ? standAlone() : compare(earliest(sides[0].selection)));
  }

  function listenTo(keys) {
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

  // The choice of the server, unless the reader has chosen something else since it was asked.
  function adopt() {
    if (!data.offered) return;
    const wanted = `${data.metric_id}.${data.frame ?? ''}`;
    const isOld = resting || (asked.of && asked.of !== wanted && performance.now() - asked.at < PATIENCE);
    if (asked.of === wanted) asked.of = '';
    for (const side of sides) {
      const { metric, at } = side.selection;
      side.selection = chosenOf(metric.id, metric.frames[at].frame);
    }
    if (!isOld && wanted !== served) sides[0].selection = chosenOf(data.metric_id, data.frame);
    served = wanted;
    const [other, day] = data.beside.split('.');
    if (other && sides.length < 2 && data.beside !== placedBeside) compare(chosenOf(other, day));
    placedBeside = data.beside;
  }

  // Of a metric that is not offered here, what is there.
  function chosenOf(metricId, day) {
    if (!data.offered) return null;
    if (!data.offered.length) throw new Problem('この指標の値がありません。');
    const metric = data.offered.find(({ id }) => id === metricId) ?? data.offered[0];
    return { metric, at: positionOf(metric, day) };
  }

  async function contentOf(selection) {
    if (!selection) return inline(data, data.columns);
    const { metric, at } = selection;
    if (metric.content) return (metric.inline ??= inline(metric.content, data.columns));
    const content = await values.content(metric, at);
    if (content.classes.length !== municipalities.length) throw new Problem('地図の形と数値の並びが合いません。');
    return content;
  }

  // The reader has chosen another metric or year: the map follows at once, the page when the reader has stopped.
  function change(side, selection, isOver) {
    side.selection = selection;
    drawSide(side).catch(report);
    clearTimeout(resting);
    resting = undefined;
    if (isOver || !side.strip.isPlaying()) resting = setTimeout(tell, isOver ? SOON : REST);
  }

  function tell() {
    resting = undefined;
    if (!data.follows || sides.some(({ strip }) => strip.isPlaying())) return;
    const named = ({ metric, at }) => [metric.id, at === metric.frames.length - 1 ? null : metric.frames[at].frame];
    const [metric, frame] = named(sides[0].selection);
    const second = sides[1]?.selection;
    if ([metric, second?.metric.id].includes('own')) return;
    asked.of = `${metric}.${frame ?? ''}`;
    asked.at = performance.now();
    send.setTriggerValue('followed', { metric, frame, beside: second ? `${second.metric.id}.${second.metric.frames[second.at].frame}` : '' });
  }

  async function compare(selection) {
    const twin = blank.cloneNode(true);
    twin.querySelector('.buttons').remove();
    twin.querySelector('.tools').remove();
    part('.sides').append(twin);
    root.classList.add('double');
    part('.compare').setAttribute('aria-pressed', 'true');
    try {
      await add(twin, selection);
      await draw();
      for (const { pane } of sides) pane.resize();
      if (sides[0].pane.live()) await wake();
      follow(sides[0]);
      tell();
    } catch (error) {
      report(error);
    }
  }

  function standAlone() {
    const [side] = sides.splice(1);
    side.strip.stop();
    side.pane.destroy();
    side.element.remove();
    root.classList.remove('double');
    part('.compare').setAttribute('aria-pressed', 'false');
    sides[0].pane.resize();
    draw().catch(report);
    tell();
  }

  // Both maps look at the same place.
  function follow(side) {
    const map = side.pane.live();
    if (moving || !map) return;
    moving = true;
    for (const other of sides) if (other !== side) other.pane.live()?.follow(map);
    moving = false;
  }

  async function draw() {
    for (const side of sides) {
      if (side.selection) side.strip.offer(data.offered, data.main);
      await drawSide(side);
    }
    part('.tools').hidden = !data.areas_offered;
    offerAreas();
  }

  async function drawSide(side) {
    const { selection } = side;
    const content = await contentOf(selection);
    if (gone || side.selection !== selection) return;
    side.content = content;
    if (selection) side.strip.show(selection);
    explain(side.element.querySelector('.reading'), data.reading);
    side.pane.draw(context ? { ...content, areas: context } : content, data);
    if (own.shapes) side.pane.lay(own.shapes);
    part('figcaption').textContent = sides.map((one) => one.content.description).join('');
    if (hovered !== null) fillCard();
    part('.problem').hidden = true;
  }

  function choose(id) {
    if (id === null || !data) return;
    const { lg_code, prefecture_code } = municipalities[id].properties;
    const code = data.by_prefecture ? prefecture_code : lg_code;
    if (data.several) {
      data.chosen = data.chosen.includes(code) ? data.chosen.filter((other) => other !== code) : [...data.chosen, code];
      for (const { pane } of sides) pane.outline(data.chosen);
      send.setStateValue('picked', data.chosen);
    } else {
      send.setTriggerValue('chosen', code);
    }
  }

  function showCentre() {
    const { id, point } = sides[0].pane.live().centre();
    show(id, point);
  }

  function show(id, point, side = sides[0]) {
    if (!data || !sides.length) return;
    part('.crosshair').hidden = !byKeyboard;
    if (id !== hovered) {
      hovered = id;
      for (const { pane } of sides) pane.hover(id);
      if (id !== null) fillCard();
    }
    card.hidden = id === null;
    if (id === null) return;
    const [frame, within] = [root, side.pane.element].map((one) => one.getBoundingClientRect());
    place(card, root, { x: point.x + within.left - frame.left, y: point.y + within.top - frame.top });
  }

  function fillCard() {
    const { properties } = municipalities[hovered];
    const [name, prefecture] = data.by_prefecture ? [properties.prefecture, ''] : [properties.name, properties.prefecture];
    const told = sides.map(({ content: { columns, legend, marks, note }, selection }) => ({
      mark: Object.keys(marks).find((text) => marks[text].includes(hovered)),
      lines: columns.map((column) => [column.label, ...shown(column, hovered, legend.missing)]),
      note,
      year: sides.length > 1 ? selection.metric.frames[selection.at].short : '',
    }));
    const lines = told.flatMap((one) => one.lines);
    card.replaceChildren(
      element('strong', {}, name, element('small', {}, prefecture)),
      ...told.flatMap(({ lines: own, mark, note, year }) => [
        ...(year ? [element('p', { class: 'year' }, year)] : []),
        element('dl', {}, ...own.flatMap(([label, value, unit]) => [element('dt', {}, label), element('dd', {}, value, element('small', {}, unit))])),
        ...(mark ? [element('p', { class: 'mark' }, mark)] : []),
        ...(note ? [element('p', {}, note)] : []),
      ]),
    );
    if (byKeyboard) part('[aria-live]').textContent = [prefecture + name, ...lines.map((line) => line.join(' ')), ...told.map(({ mark }) => mark ?? '')].join('、');
  }

  // Boundaries of areas to lay over the map.
  function offerAreas() {
    const select = part('.context');
    if (select.options.length || !data.areas_offered) return;
    select.append(element('option', { value: '' }, '境界を重ねる'), ...data.areas_offered.map(([id, label]) => element('option', { value: id }, label)));
  }

  async function divide() {
    const kind = part('.context').value;
    const kinds = kind ? await once(data.areas_file, async (url) => (await fetched(url, '境界のデータを読み込めません。')).json()) : {};
    context = kind ? { ...kinds[kind], isInland: true } : null;
    await draw();
  }

  // A file of the reader's own.
  async function lay() {
    const [file] = part('.own').files;
    part('.own').value = '';
    if (!file) return;
    part('.advice').hidden = true;
    try {
      const { readOwn } = await codeOf('choropleth_own');
      const { metric, shapes: drawn } = await readOwn(file, municipalities, data.own, Problem);
      if (drawn) {
        own.shapes = drawn;
        await wake(); // they are points, lines and areas
      } else {
        data.offered = [...data.offered.filter(({ id }) => id !== 'own'), metric];
        own.metric = metric;
        sides[0].selection = { metric, at: 0 };
      }
      await draw();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      part('.advice').textContent = error.message;
      part('.advice').hidden = false;
    }
  }

  // For paper.
  async function prepare() {
    if (!root.getRootNode().host.checkVisibility()) return;
    hurry();
    const isOver = () => root.dataset.state === 'failed' || (isPainted && root.dataset.state === 'ready');
    while (!gone && !isOver()) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  async function picture() {
    const [{ pictureOf }, { escaped }] = await Promise.all(['choropleth_picture', 'picture'].map(codeOf));
    return pictureOf(sides, escaped);
  }

  function report(error, hasPicture = false) {
    const known = error instanceof Problem;
    if (!known) console.error(error);
    part('.problem').classList.toggle('beside', hasPicture);
    part('.problem').textContent = `${known ? error.message : '地図を表示できません。'}同じ数値は下の表で確認できます。`;
    part('.problem').hidden = false;
    if (!hasPicture) root.dataset.state = 'failed';
  }

  function destroy() {
    gone = true;
    offPaper();
    clearTimeout(resting);
    for (const { pane, strip } of sides) {
      strip.stop();
      pane.destroy();
    }
  }

  return { update, destroy };
}

// What is put beside a map first: the oldest date of the same metric.
function earliest({ metric }) {
  return { metric, at: 0 };
}

// What the server sends whole: one class and a few numbers per municipality. columns: the numbers of all that is sent.
function inline({ classes, hover, legend, marks, note, description, areas: divided }, columns) {
  return {
    classes: [...classes].map((index) => (index === '-' ? index : parseInt(index, 36))),
    columns: hover.map(([label, unit, digits, at]) => ({ label, unit, digits, values: columns[at].split(',') })),
    legend,
    marks,
    note,
    description,
    areas: divided,
  };
}
