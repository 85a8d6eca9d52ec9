// Draws the municipalities and keeps one MapLibre map per element alive while Streamlit sends new values.
// A municipality is known by its position in the outlines file, its "id"; its code is looked up there.

const version = new URL(import.meta.url).search;
const own = (name) => import(new URL(`${name}.js${version}`, import.meta.url));
const [{ Problem, geojson, library, nearby, unpacked }, looks, { drawLegend, element, place, shown }, { createLabels }, { createPane }, areas, STYLE] = await Promise.all([
  own('parts'),
  own('choropleth_style'),
  own('choropleth_legend'),
  own('choropleth_labels'),
  own('choropleth_pane'),
  own('choropleth_areas'),
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
  const card = part('.card');
  let pane, municipalities, starting, data, content, send, newest;
  let gone = false;
  let byKeyboard = false;
  let hovered = null;

  async function update(packed, senders) {
    newest = packed;
    send = senders;
    try {
      const received = await unpacked(packed);
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
      if (!pane) starting = undefined;
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
    pane = createPane(part('.pane'), { drawLegend, element, createLabels, looks, areas, Problem }, maplibre, { municipalities: outlines, prefectures }, { data: first, content: inline(first) }, {
      point: (id, point) => {
        byKeyboard = false;
        show(id, point);
      },
      choose,
      leave: () => show(null),
      moved: () => (byKeyboard ? showCentre() : show(null)),
      state: (word) => (root.dataset.state = word),
    });
    listen();
    await pane.map.once('style.load');
  }

  function listen() {
    part('.in').onclick = () => pane.zoom(1);
    part('.out').onclick = () => pane.zoom(-1);
    part('.full').onclick = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
    const keys = pane.map.getCanvas();
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
    content = inline(data);
    pane.draw(content, data);
    part('figcaption').textContent = content.description;
    if (hovered !== null) fillCard();
    part('.problem').hidden = true;
  }

  function choose(id) {
    if (id === null || !data) return;
    const code = municipalities[id].properties.lg_code;
    if (data.several) {
      data.chosen = data.chosen.includes(code) ? data.chosen.filter((other) => other !== code) : [...data.chosen, code];
      pane.outline(data.chosen);
      send.setStateValue('picked', data.chosen);
    } else {
      send.setTriggerValue('chosen', code);
    }
  }

  function showCentre() {
    const point = pane.map.project(pane.map.getCenter());
    show(pane.at(point), point);
  }

  function show(id, point) {
    if (!data) return;
    part('.crosshair').hidden = !byKeyboard;
    if (id !== hovered) {
      hovered = id;
      pane.hover(id);
      if (id !== null) fillCard();
    }
    card.hidden = id === null;
    if (id !== null) place(card, root, point);
  }

  function fillCard() {
    const { name, prefecture } = municipalities[hovered].properties;
    const mark = Object.keys(content.marks).find((text) => content.marks[text].includes(hovered));
    const lines = content.columns.map((column) => [column.label, ...shown(column, hovered, content.legend.missing)]);
    card.replaceChildren(
      element('strong', {}, name, element('small', {}, prefecture)),
      element('dl', {}, ...lines.flatMap(([label, value, unit]) => [element('dt', {}, label), element('dd', {}, value, element('small', {}, unit))])),
      ...(mark ? [element('p', { class: 'mark' }, mark)] : []),
      ...(content.note ? [element('p', {}, content.note)] : []),
    );
    if (byKeyboard) part('[aria-live]').textContent = [prefecture + name, ...lines.map((line) => line.join(' ')), mark ?? ''].join('、');
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
    pane?.destroy();
  }

  return { update, destroy };
}

// What the server sends whole: one class and a few numbers per municipality.
function inline({ classes, hover, legend, marks, note, description, areas: divided }) {
  return {
    classes: [...classes].map((index) => (index === '-' ? index : parseInt(index, 36))),
    columns: hover.map(([label, unit, digits, values]) => ({ label, unit, digits, values: values.split(',') })),
    legend,
    marks,
    note,
    description,
    areas: divided,
  };
}
