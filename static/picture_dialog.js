// The window in which a chart or map is taken away: as PNG or SVG, to the clipboard, or as a frame for another page.

const version = new URL(import.meta.url).search;
const { compose, pngOf, urlOf, wordsAbout } = await import(new URL(`picture.js${version}`, import.meta.url));

const NO_CLIPBOARD = 'https でない接続では、ブラウザが画像のコピーを許しません。「PNGで保存」を使ってください。';
const REFUSED = 'ブラウザが画像のコピーを許しませんでした。「PNGで保存」を使ってください。';
const FRAME_WIDTH = 900;

const HTML = `
<style>
dialog { box-sizing: border-box; width: min(1040px, calc(100vw - 24px)); max-height: calc(100vh - 24px); padding: 16px 20px; border: 1px solid #b4bac4; border-radius: 8px;
  color: #1a1a1c; font: 15px/1.6 "BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif; }
dialog::backdrop { background: #1a1a1c8c; }
header { display: flex; align-items: center; justify-content: space-between; gap: 1em; }
h2 { margin: 0; font-size: 1.2em; }
h3 { margin: 14px 0 4px; font-size: 1em; }
.choices { display: flex; flex-wrap: wrap; gap: 8px; margin: 10px 0; }
button { min-height: 38px; padding: 0 1em; border: 1px solid #b4bac4; border-radius: 6px; background: #fff; color: inherit; font: inherit; cursor: pointer; }
button:hover { background: #e8f1fe; }
button:focus-visible, textarea:focus-visible { outline: 3px solid #0031d8; outline-offset: 1px; }
.preview { display: block; max-width: 100%; max-height: 56vh; margin: 0 auto; border: 1px solid #d9dde3; }
.status { min-height: 1.6em; margin: 0; }
textarea { box-sizing: border-box; width: 100%; height: 5.2em; padding: 8px; border: 1px solid #b4bac4; border-radius: 6px; font: 13px/1.5 monospace; }
.room { overflow: auto; max-width: 100%; border: 1px solid #d9dde3; background: #f4f6f9; }
iframe { display: block; border: 0; background: #fff; }
[hidden] { display: none !important; }
</style>
<dialog aria-labelledby="title" lang="ja">
  <header><h2 id="title">図を持ち帰る</h2><button type="button" class="close">閉じる</button></header>
  <div class="choices">
    <button type="button" class="png">PNGで保存</button>
    <button type="button" class="svg">SVGで保存</button>
    <button type="button" class="copy">画像をコピー</button>
    <button type="button" class="embed">埋め込みコード</button>
  </div>
  <p class="status" role="status"></p>
  <section class="picture"><img class="preview" alt=""></section>
  <section class="code" hidden>
    <textarea readonly aria-label="埋め込みコード"></textarea>
    <div class="choices"><button type="button" class="copy_code">コードをコピー</button></div>
    <p>別のサイトで表示するには、このサーバーの設定 DASHBOARD_EMBEDDED_IN にそのサイトを書きます。</p>
    <h3></h3>
    <div class="room"></div>
  </section>
</dialog>`;

// holder: the container on the page. draw(): panels, and words that the drawing itself has, which go before those of the page;
// isVector: whether it is more than an image within the SVG.
export async function open(holder, draw) {
  const host = document.createElement('div');
  host.className = 'take-away';
  host.attachShadow({ mode: 'open' }).innerHTML = HTML;
  document.body.append(host);
  const part = (name) => host.shadowRoot.querySelector(name);
  const dialog = part('dialog');
  dialog.onclose = () => host.remove();
  part('.close').onclick = () => dialog.close();
  dialog.showModal();
  const say = (words) => { part('.status').textContent = words; };
  say('図を用意しています');
  try {
    const { panels, words, isVector } = await draw();
    const page = wordsAbout(holder);
    const all = { ...page, ...words, address: address(location.href) };
    const picture = compose(panels, all);
    host.picture = picture;
    part('.preview').src = urlOf(picture.svg);
    part('.preview').alt = `${all.title}の画像`;
    part('.svg').hidden = !isVector;
    offer(part, say, picture, all);
    say('');
  } catch (error) {
    console.error(error);
    say('画像を作れませんでした。ページを読み込み直してください。');
  }
}

function offer(part, say, picture, { title, key }) {
  const name = title.replace(/[\\/:*?"<>|\s]+/g, '_').slice(0, 60) || '図';
  part('.png').onclick = async () => save(await pngOf(picture), `${name}.png`);
  part('.svg').onclick = () => save(new Blob([picture.svg], { type: 'image/svg+xml' }), `${name}.svg`);
  part('.copy').onclick = async () => say(await copied(picture));
  part('.embed').hidden = !/^[a-z0-9_]{1,40}$/.test(key);
  part('.embed').onclick = () => showFrame(part, title, key);
  part('.copy_code').onclick = async () => say((await copiedText(part('textarea'))) ? '埋め込みコードをコピーしました。' : 'コピーできません。コードを選んでコピーしてください。');
}

function save(blob, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The clipboard of images is there under https (and on this very machine) only.
async function copied(picture) {
  if (!window.isSecureContext || !navigator.clipboard?.write || !window.ClipboardItem) return NO_CLIPBOARD;
  return navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(picture) })]).then(() => '画像をコピーしました。', () => REFUSED);
}

async function copiedText(field) {
  field.select();
  return document.execCommand('copy');
}

// The frame as another page shows it; its height is what its content needs.
function showFrame(part, title, key) {
  const url = new URL(location.href);
  url.hash = '';
  url.searchParams.set('embed', 'true');
  url.searchParams.set('only', key);
  const frame = Object.assign(document.createElement('iframe'), { src: url.href, width: FRAME_WIDTH, height: 640, title });
  const write = () => {
    const made = document.createElement('iframe');
    for (const [name, value] of Object.entries({ src: address(url.href), title, width: FRAME_WIDTH, height: frame.height })) made.setAttribute(name, value);
    part('textarea').value = made.outerHTML;
    part('h3').textContent = `見本（${FRAME_WIDTH}×${frame.height}）`;
  };
  part('.picture').hidden = true;
  part('.code').hidden = false;
  part('.room').replaceChildren(frame);
  write();
  const watching = setInterval(() => {
    if (!frame.isConnected) return clearInterval(watching);
    const needed = frame.contentDocument?.querySelector('.stMainBlockContainer')?.scrollHeight;
    if (!needed || Math.abs(needed - frame.height) < 4) return;
    frame.height = Math.min(Math.max(needed, 200), 2000);
    write();
  }, 400);
}

function address(href) {
  return href.replaceAll('%2C', ',');
}
