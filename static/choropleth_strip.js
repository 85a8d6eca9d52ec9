// The strip above a map: its metrics as buttons and a list, and its years on a slider that can play.

const STEP = 900; // milliseconds per year while playing
const TOPICS = { staffing: '技術職員', ageing: '施設の老朽化', finance: '財政', outlook: '人口と将来', fact: 'そのほか', own: '自分のデータ' };
const PLAY = '▶';
const PAUSE = '❚❚';

// element: the strip. make: creates elements. positionOf: from choropleth_values.js.
// changed({ metric, at }, isOver): the reader changes; isOver: the change has come to rest. near(metric): may be chosen next.
export function createStrip(element, make, positionOf, changed, near) {
  const part = (name) => element.querySelector(name);
  const [slider, output, play] = ['.years input', 'output', '.play'].map(part);
  let metrics = [];
  let selection, timer, offered;

  slider.oninput = () => select(selection.metric, Number(slider.value), false);
  slider.onchange = () => {
    stop();
    changed(selection, true);
  };
  play.onclick = () => (timer ? pause() : start());

  function offer(next, main) {
    const ids = next.map(({ id }) => id).join();
    metrics = next;
    if (offered === ids) return;
    offered = ids;
    element.hidden = metrics.length < 2 && metrics[0].frames.length < 2;
    const chips = metrics.length > 1 ? metrics.slice(0, main).map(chip) : [];
    part('.metrics').replaceChildren(...chips, ...(metrics.length > Math.max(main, 1) ? [list(metrics)] : []));
  }

  function chip(metric) {
    const button = make('button', { type: 'button', class: 'chip', 'data-metric': metric.id }, metric.label);
    button.onclick = () => choose(metric.id);
    button.onpointerenter = button.onfocus = () => near(metric);
    return button;
  }

  function list(others) {
    const groups = Map.groupBy ? Map.groupBy(others, ({ topic }) => topic) : new Map([['fact', others]]);
    const select = make('select', { 'aria-label': '指標の一覧', class: 'chip' }, make('option', { value: '' }, '指標の一覧'), ...[...groups].map(([topic, own]) =>
      make('optgroup', { label: TOPICS[topic] ?? topic }, ...own.map(({ id, label }) => make('option', { value: id }, label)))));
    select.onchange = () => select.value && choose(select.value);
    return select;
  }

  function choose(id) {
    stop();
    const metric = metrics.find((one) => one.id === id);
    // The year stays where it was, as far as the other metric has it; its newest where the newest was shown.
    const wasNewest = selection.at === selection.metric.frames.length - 1;
    select(metric, wasNewest ? metric.frames.length - 1 : positionOf(metric, selection.metric.frames[selection.at].frame, true), true);
  }

  function select(metric, at, isOver) {
    show({ metric, at });
    changed(selection, isOver);
  }

  function start() {
    const last = selection.metric.frames.length - 1;
    const next = () => select(selection.metric, selection.at === last ? 0 : selection.at + 1, false);
    play.textContent = PAUSE;
    play.setAttribute('aria-label', '再生を止める');
    next();
    timer = setInterval(() => (selection.at === last ? pause() : next()), STEP);
  }

  function pause() {
    stop();
    changed(selection, true);
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    play.textContent = PLAY;
    play.setAttribute('aria-label', '年を順に再生');
  }

  function show(next) {
    selection = next;
    const { metric, at } = selection;
    const { frames } = metric;
    for (const button of element.querySelectorAll('button.chip')) button.setAttribute('aria-pressed', String(button.dataset.metric === metric.id));
    const others = part('select');
    if (others) {
      const isButton = !element.closest('.double') && [...element.querySelectorAll('button.chip')].some(({ dataset }) => dataset.metric === metric.id);
      others.value = isButton ? '' : metric.id;
      others.classList.toggle('chosen', !isButton);
    }
    // The row stays where some metric has years: else the map would change its size with the metric.
    part('.years').hidden = metrics.every((one) => one.frames.length < 2);
    part('.years').classList.toggle('single', frames.length < 2);
    slider.max = String(frames.length - 1);
    slider.value = String(at);
    slider.setAttribute('aria-valuetext', frames[at].short);
    output.textContent = frames[at].short;
  }

  stop();
  return { offer, show, stop, isPlaying: () => Boolean(timer) };
}
