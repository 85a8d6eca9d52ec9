// Shows the slides of a briefing: a sorter on the page, and the slides over the whole screen, changed here without asking the server.
// Slides are drawn on a stage of fixed size that is scaled to the screen, so that they look the same everywhere.

const LANDSCAPE = [1600, 900];
const PORTRAIT_WIDTH = 900;
const THUMBNAIL = 250;
const BAR = 46; // pixels below the slide, for the buttons
const SECONDS = [0, 5, 10, 20, 30, 60];
const NEXT = ['ArrowRight', 'ArrowDown', 'PageDown', ' ', 'Enter'];
const PREVIOUS = ['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace'];

const version = new URL(import.meta.url).search;
const codeOf = (name) => import(new URL(`${name}.js${version}`, import.meta.url));
const [{ isSame, unpacked }, { code, drawers, html, later }, { createPresenter }, STYLE] = await Promise.all([
  ...['parts', 'briefing_bodies', 'briefing_presenter'].map(codeOf),
  fetch(new URL(`briefing.css${version}`, import.meta.url)).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer))),
]);
const views = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('.briefing');
  parentElement.querySelector('style').textContent = STYLE;
  if (!views.has(root)) views.set(root, createView(root));
  views.get(root).update(data, setStateValue);
  return () => {
    views.get(root)?.destroy();
    views.delete(root);
  };
}

function createView(root) {
  const part = (name) => root.querySelector(name);
  const dialog = part('dialog');
  const asked = new URLSearchParams(location.search);
  const state = {
    theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
    seconds: SECONDS.find((each) => String(each) === asked.get('kiosk')) ?? 0,
    number: Math.max(1, parseInt(asked.get('slide'), 10) || 1),
    notes: false, qr: false, black: false,
  };
  let received, send, slides = {}, order = [], drawn = new Map(), timer, still, quiet, packedBefore, round = 0;
  let wantsOpen = asked.get('show') === '1';
  const presenter = createPresenter({
    style: STYLE,
    font: getComputedStyle(root).fontFamily,
    size: LANDSCAPE,
    stage: (id, number) => stage(id, LANDSCAPE, number),
    fit,
    act: { previous: () => go(state.number - 1), next: () => go(state.number + 1), dark: () => toggle('black'), again: show, pressed },
  });

  async function update(packed, setStateValue) {
    send = setStateValue;
    // The server writes the address anew without knowing what was changed here.
    if (packedBefore && isSame(packedBefore, packed)) return write();
    packedBefore = packed;
    received = await unpacked(packed);
    round += 1;
    slides = Object.fromEntries(received.slides.map((slide) => [slide.id, slide]));
    order = received.chosen.filter((id) => slides[id]);
    drawn = new Map();
    setUp();
    if (wantsOpen) open(state.number);
    else if (dialog.open) show();
    else write();
    root.dataset.state = 'ready';
  }

  // ---- on the page: which slides, in which order

  function setUp() {
    part('.start').onclick = () => open(1);
    part('.two').onclick = () => {
      open(1);
      present();
    };
    const theme = part('.theme');
    theme.value = state.theme;
    theme.onchange = () => { state.theme = theme.value; drawn = new Map(); write(); setUp(); };
    const seconds = part('.seconds');
    seconds.value = String(state.seconds);
    seconds.onchange = () => { state.seconds = Number(seconds.value); write(); };
    part('.back').onclick = () => choose(received.usual);
    part('.back').disabled = order.join() === received.usual.join();
    const off = received.slides.map((slide) => slide.id).filter((id) => !order.includes(id));
    part('.sorter').replaceChildren(...order.map(card), ...off.map(card));
  }

  function card(id) {
    const at = order.indexOf(id);
    const name = received.names[id];
    const picture = html('button', { class: 'picture', type: 'button', 'aria-label': `${name}を大きく表示` });
    const thumbnail = stage(id, LANDSCAPE, at + 1);
    thumbnail.style.transform = `scale(${THUMBNAIL / LANDSCAPE[0]})`;
    picture.append(thumbnail);
    picture.disabled = at < 0;
    picture.onclick = () => open(at + 1);
    const box = html('input', { type: 'checkbox' });
    box.checked = at >= 0;
    box.onchange = () => choose(box.checked ? inserted(id) : order.filter((each) => each !== id));
    const label = html('label', {}, box, ` ${at < 0 ? '' : `${at + 1}　`}${name}`);
    const made = html('li', { class: at < 0 ? 'off' : '' }, picture, html('div', { class: 'row' }, label, mover(id, at, -1), mover(id, at, 1)));
    made.dataset.id = id;
    requestAnimationFrame(() => fit(thumbnail));
    return made;
  }

  function mover(id, at, by) {
    const button = html('button', { type: 'button', 'aria-label': `${received.names[id]}を${by < 0 ? '前' : '後ろ'}へ` }, by < 0 ? '◀' : '▶');
    button.disabled = at < 0 || at + by < 0 || at + by >= order.length;
    button.onclick = () => {
      const moved = [...order];
      [moved[at], moved[at + by]] = [moved[at + by], moved[at]];
      choose(moved);
    };
    return button;
  }

  // A slide taken back stands where it usually would.
  function inserted(id) {
    const every = received.slides.map((slide) => slide.id);
    const before = order.filter((each) => every.indexOf(each) < every.indexOf(id)).pop();
    const at = before ? order.indexOf(before) + 1 : 0;
    return [...order.slice(0, at), id, ...order.slice(at)];
  }

  function choose(ids) {
    if (!ids.length) return setUp();
    order = [...ids];
    drawn = new Map();
    setUp();
    send('slides', order.join(','));
  }

  // ---- over the whole screen

  function open(number) {
    wantsOpen = false;
    state.number = Math.min(number, order.length);
    if (!dialog.open) {
      dialog.showModal();
      presenter.begin();
    }
    window.addEventListener('keydown', pressed, true);
    window.addEventListener('resize', resized);
    part('.screen').focus();
    show();
    // The others are drawn while nobody waits, so that a key has only to put one in place.
    let next = 0;
    const ahead = () => {
      if (!dialog.open || next >= order.length) return;
      prepared(order[next++]);
      later(ahead);
    };
    later(ahead);
  }

  function close() {
    clearTimeout(timer);
    presenter.close();
    window.removeEventListener('keydown', pressed, true);
    window.removeEventListener('resize', resized);
    if (document.fullscreenElement) document.exitFullscreen();
    if (dialog.open) dialog.close();
    write();
  }

  function size() {
    const [width, height] = [window.innerWidth, window.innerHeight - BAR];
    return height > width ? [PORTRAIT_WIDTH, Math.round((PORTRAIT_WIDTH * height) / width)] : LANDSCAPE;
  }

  function prepared(id) {
    if (!drawn.has(id)) {
      const made = stage(id, size(), order.indexOf(id) + 1);
      made.style.visibility = 'hidden';
      part('.room').append(made);
      fit(made);
      drawn.set(id, made);
    }
    return drawn.get(id);
  }

  function show() {
    const [width, height] = size();
    const room = part('.room');
    const screen = part('.screen');
    room.style.width = `${width}px`;
    room.style.height = `${height}px`;
    screen.dataset.theme = state.theme;
    const current = prepared(order[state.number - 1]);
    for (const each of room.children) each.style.visibility = each === current ? 'visible' : 'hidden';
    for (const each of [...room.children]) if (![...drawn.values()].includes(each)) each.remove();
    screen.dataset.slide = state.number;
    part('.count').textContent = `${state.number} / ${order.length}`;
    const slide = slides[order[state.number - 1]];
    part('.notes').hidden = !state.notes;
    part('.notes').textContent = slide.spoken || 'メモはありません';
    part('.code').hidden = !state.qr;
    if (state.qr) part('.code').replaceChildren(code(received.qr), html('span', {}, 'この画面を開く'));
    part('.black').hidden = !state.black;
    const { clientWidth, clientHeight } = part('.space'); // what notes and code leave to the slide
    room.style.transform = `translate(-50%, -50%) scale(${Math.min(clientWidth / width, clientHeight / height)})`;
    presenter.show({
      number: state.number, count: order.length, current: order[state.number - 1], next: order[state.number],
      notes: part('.notes').textContent, isBlack: state.black, look: `${state.theme} ${round}`,
    });
    part('.said').textContent = `${state.number} / ${order.length}　${slide.heading}`;
    write();
    clearTimeout(timer);
    if (state.seconds) timer = setTimeout(() => go(state.number % order.length + 1), state.seconds * 1000);
  }

  function go(number) {
    state.black = false;
    state.number = Math.min(Math.max(number, 1), order.length);
    show();
  }

  function pressed(event) {
    if (!dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onButton = event.composedPath()[0]?.tagName === 'BUTTON' && (key === ' ' || key === 'Enter');
    const acts = {
      Home: () => go(1), End: () => go(order.length), f: full, n: () => toggle('notes'), q: () => toggle('qr'),
      b: () => toggle('black'), '.': () => toggle('black'), p: present, t: theme, a: automatic, Escape: close,
    };
    let act = acts[key];
    if (NEXT.includes(key)) act = () => go(state.number + 1);
    if (PREVIOUS.includes(key)) act = () => go(state.number - 1);
    if (!act || onButton) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  function toggle(name) { state[name] = !state[name]; show(); }
  function theme() { state.theme = state.theme === 'dark' ? 'light' : 'dark'; drawn = new Map(); setUp(); show(); }
  function automatic() { state.seconds = state.seconds ? 0 : 10; setUp(); show(); }
  // A key of the presenter's window is no leave to fill the screen with this one.
  function full() { document.fullscreenElement ? document.exitFullscreen() : part('.screen').requestFullscreen?.().catch(() => {}); }

  function present() {
    if (!presenter.open()) part('.present').textContent = '発表者用：ポップアップを許可してください';
    show();
  }

  function resized() {
    clearTimeout(quiet);
    quiet = setTimeout(() => { drawn = new Map(); show(); }, 80);
  }

  function woken() {
    part('.bar').classList.remove('asleep');
    clearTimeout(still);
    still = setTimeout(() => part('.bar').classList.add('asleep'), 2500);
  }

  // What the address says of the deck beside the slides and the place, which the server writes.
  function write() {
    const url = new URL(location.href);
    const said = {
      theme: state.theme === 'dark' ? 'dark' : null, kiosk: state.seconds || null,
      show: dialog.open ? 1 : null, slide: dialog.open && state.number > 1 ? state.number : null,
    };
    for (const [name, value] of Object.entries(said)) value === null ? url.searchParams.delete(name) : url.searchParams.set(name, value);
    const address = url.href.replaceAll('%2C', ',');
    if (address !== location.href) history.replaceState(history.state, '', address);
  }

  // ---- one slide

  function stage(id, [width, height], number) {
    const slide = slides[id];
    const look = { dark: state.theme === 'dark', tall: height > width };
    const made = html('section', { class: `slide${look.tall ? ' tall' : ''}`, 'data-theme': state.theme, 'data-slide': id });
    made.style.width = `${width}px`;
    made.style.height = `${height}px`;
    const body = html('div', { class: 'body' });
    made.append(
      html('h2', {}, slide.heading), body,
      html('div', { class: 'lines' }, ...slide.notes.map((line) => html('p', {}, line))),
      html('footer', {}, html('p', {}, slide.source), html('b', {}, number ? `${number} / ${order.length}` : '')),
    );
    made.fill = () => drawers[slide.body?.kind]?.(body, slide.body, look, slide.heading);
    return made;
  }

  // Drawn once its place on the stage is known.
  function fit(made) {
    made.fill?.();
    made.fill = null;
  }

  part('.previous').onclick = () => go(state.number - 1);
  part('.next').onclick = () => go(state.number + 1);
  part('.full').onclick = full;
  part('.speak').onclick = () => toggle('notes');
  part('.scan').onclick = () => toggle('qr');
  part('.tone').onclick = theme;
  part('.auto').onclick = automatic;
  part('.present').onclick = present;
  part('.close').onclick = close;
  part('.room').onclick = (event) => go(state.number + (event.clientX < window.innerWidth * 0.3 ? -1 : 1));
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
  dialog.onmousemove = woken;
  dialog.ontouchstart = woken;
  part('.seconds').replaceChildren(...SECONDS.map((each) => html('option', { value: each }, each ? `${each}秒ごと` : 'しない')));

  window.addEventListener('pagehide', presenter.close);
  return {
    update,
    destroy() {
      window.removeEventListener('pagehide', presenter.close);
      close();
    },
  };
}
