// The presenter's own window: the slide that is projected, the next one, notes, the time and how long it has lasted. It has no code of
// its own: the window that projects draws it and hears its keys, so that the two never part, also without the server.

const WIDTH = 1200;
const HEIGHT = 760;
const TICK = 250; // milliseconds

const STYLE = `
html, body { height: 100%; margin: 0; }
body { background: #20242c; color: #fff; font-size: 16px; line-height: 1.5; }
main { box-sizing: border-box; display: grid; grid-template: "now after" minmax(0, 3fr) "now said" minmax(0, 4fr) "clock clock" auto / minmax(0, 3fr) minmax(0, 2fr);
  gap: 12px 18px; height: 100%; padding: 14px 18px; }
section { display: flex; flex-direction: column; min-height: 0; }
.now { grid-area: now; } .after { grid-area: after; } .said { grid-area: said; } .clock { grid-area: clock; }
h1 { margin: 0 0 4px; color: #c9d2e3; font-size: 15px; font-weight: 400; }
.frame { position: relative; flex: 1; min-height: 0; overflow: hidden; }
.frame .slide { position: absolute; top: 0; left: 0; transform-origin: 0 0; }
.now.black .frame { opacity: .25; }
.said p { flex: 1; margin: 0; overflow: auto; font-size: clamp(18px, 1.9vw, 30px); white-space: pre-line; }
.clock { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; }
time { font-size: 30px; font-weight: 700; font-variant-numeric: tabular-nums; }
button { min-height: 40px; padding: 0 16px; border: 1px solid #8a93a3; border-radius: 6px; background: #333a47; color: #fff; font: inherit; cursor: pointer; }
button:hover { background: #465065; }
:focus-visible { outline: 3px solid #ffb14e; outline-offset: 2px; }
.rest { flex: 1; }
@media (max-width: 700px) { main { grid-template: "now" auto "after" auto "said" minmax(6em, 1fr) "clock" auto / 1fr; } .frame { flex: none; aspect-ratio: 16 / 9; } .after { width: 60%; } }
`;

const BODY = `
<main>
  <section class="now"><h1>いまのスライド　<span class="count"></span><span class="isblack"></span></h1><div class="frame"></div></section>
  <section class="after"><h1>次のスライド</h1><div class="frame"></div></section>
  <section class="said"><h1>メモ</h1><p tabindex="0"></p></section>
  <div class="clock" role="group" aria-label="操作と時計">
    <button type="button" class="previous">◀ 前へ</button>
    <button type="button" class="next">次へ ▶</button>
    <button type="button" class="dark">黒画面</button>
    <span class="rest"></span>
    <span>時刻 <time class="hour"></time></span>
    <span>経過 <time class="elapsed" role="timer"></time></span>
    <button type="button" class="again">経過を0に戻す</button>
  </div>
</main>`;

// style: of slides. stage(id): a slide, filled by fit once it has its place. act: what its buttons do, and pressed, which hears its keys.
export function createPresenter({ style, font, size, stage, fit, act }) {
  let view = null;
  let since = 0;
  let shown = {};
  const part = (name) => view.document.querySelector(name);
  const isOpen = () => Boolean(view && !view.closed);

  // Whether the browser allowed the window.
  function open() {
    if (isOpen()) {
      view.focus();
      return true;
    }
    view = window.open('', '_blank', `popup,width=${WIDTH},height=${HEIGHT}`);
    if (!view) return false;
    const { document: paper } = view;
    paper.write(`<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>発表者用の画面</title><style>${style}${STYLE}</style></head><body>${BODY}</body></html>`);
    paper.close();
    paper.body.style.fontFamily = font;
    since ||= Date.now();
    for (const name of ['previous', 'next', 'dark']) part(`.${name}`).onclick = act[name];
    part('.again').onclick = () => {
      since = Date.now();
      tick();
    };
    view.addEventListener('keydown', act.pressed, true);
    view.addEventListener('resize', () => {
      shown = {};
      act.again();
    });
    view.setInterval(tick, TICK);
    shown = {};
    tick();
    return true;
  }

  // current, next: ids of slides, next none at the end. look: what else changes how a slide is drawn.
  function show({ number, count, current, next, notes, isBlack, look }) {
    if (!isOpen()) return;
    part('.count').textContent = `${number} / ${count}`;
    part('.said p').textContent = notes;
    part('.now').classList.toggle('black', isBlack);
    part('.isblack').textContent = isBlack ? '　黒画面を表示しています' : '';
    place('.now .frame', current, number, look);
    place('.after .frame', next, number + 1, look);
  }

  function place(name, id, number, look) {
    const wanted = `${id} ${number} ${look}`;
    if (shown[name] === wanted) return;
    shown[name] = wanted;
    const frame = part(name);
    frame.replaceChildren();
    if (!id) {
      frame.textContent = '最後のスライドです。';
      return;
    }
    const made = stage(id, number);
    made.style.transform = `scale(${Math.min(frame.clientWidth / size[0], frame.clientHeight / size[1])})`;
    frame.append(made);
    fit(made);
  }

  function tick() {
    if (!isOpen()) return;
    const two = (part) => String(part).padStart(2, '0');
    const now = new Date();
    const seconds = Math.floor((now - since) / 1000);
    part('.hour').textContent = `${now.getHours()}:${two(now.getMinutes())}`;
    part('.elapsed').textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  }

  return {
    open,
    show,
    isOpen,
    // The time lasts from the begin of presenting, also when the window is opened later.
    begin() { since = Date.now(); },
    close() {
      if (isOpen()) view.close();
      view = null;
    },
  };
}
