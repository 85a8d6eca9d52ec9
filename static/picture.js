// A chart or map as a picture to take away: what is drawn, with title, date, 出典 and address written into it. SVG first; PNG is made of it,
// so that both say the same.

const FONT = '"BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif';
const PAD = 24;
const SCALE = 2; // pixels of the PNG per pixel on the screen
const INK = '#1a1a1c';
const CALM = '#4a4f59';
const HATCH = '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#dfe1e5"/><rect width="1.5" height="6" fill="#8b929b"/></pattern>';

const CONTAINER = '.stElementContainer';
const CAPTION = '[data-testid="stCaptionContainer"]';
const HEADING = 'h1, h2, h3, h4, h5, h6';
const DRAWN = `${CONTAINER}:has([data-testid^="stBidiComponent"])`;

const measure = document.createElement('canvas').getContext('2d');

// What the page says about what stands in a container of it: title, what it belongs to, notes, 出典, key.
export function wordsAbout(holder) {
  const { before, after } = around(holder);
  const heading = before.findLast((one) => one.matches(HEADING));
  const strong = strongBefore(holder);
  const own = after.slice(0, until(after, `${HEADING}, ${DRAWN}`)).filter((one) => one.matches(CAPTION));
  return {
    title: strong || textOf(heading),
    context: strong ? textOf(heading) : '',
    notes: own.filter((one) => !isSource(one)).slice(0, 1).map(textOf),
    sources: sourcesOf(own, before, after),
    key: [...holder.classList].find((name) => name.startsWith('st-key-'))?.slice('st-key-'.length) ?? '',
  };
}

// Headings, captions and drawings in sight, in their order, before and after one of them.
function around(holder) {
  const all = [...document.querySelectorAll(`.stMain :is(${HEADING}, ${CAPTION}, ${DRAWN})`)].filter((one) => one === holder || one.checkVisibility());
  const at = all.indexOf(holder);
  return { before: all.slice(0, Math.max(at, 0)), after: all.slice(at + 1) };
}

function until(all, selector) {
  const at = all.findIndex((one) => one.matches(selector));
  return at < 0 ? all.length : at;
}

// Those right below it; else those of its section; else all of the page: rather too many than another's.
function sourcesOf(own, before, after) {
  const top = 'h1, h2';
  const section = [...before.slice(before.findLastIndex((one) => one.matches(top)) + 1), ...after.slice(0, until(after, top))];
  const found = [own, section, [...before, ...after]].map((some) => some.filter((one) => one.matches(CAPTION) && isSource(one))).find((some) => some.length);
  const page = before.find((one) => one.matches('h1'));
  return found ? [...new Set(found.map(textOf))] : [`出典：画面「${textOf(page)}」の内容（利用者が読み込んだ、または指定したデータを含みます）`];
}

function isSource(one) {
  return one.textContent.trim().startsWith('出典');
}

// A bold line right above is a title too.
function strongBefore(holder) {
  const strong = holder.previousElementSibling?.querySelector('.stMarkdown p > strong:only-child');
  return strong && strong.parentElement.textContent === strong.textContent ? textOf(strong) : '';
}

function textOf(element) {
  return (element?.innerText ?? '').replace(/\s*\n\s*/g, ' ').trim();
}

// panels: what is drawn, side by side: width, height, body (SVG), and where there are: title, lines, legend ([color or null, label]).
// words: as wordsAbout, and address. Returns svg, width, height.
export function compose(panels, words) {
  const width = panels.reduce((sum, panel) => sum + panel.width, 0) + PAD * (panels.length - 1);
  const page = writer(PAD, PAD, width);
  if (words.context) page.text(words.context, 14, { color: CALM });
  page.text(words.title, 21, { weight: 700 });
  let left = PAD;
  let bottom = page.bottom();
  const bodies = panels.map((panel) => {
    const own = writer(left, page.bottom() + 8, panel.width);
    if (panel.title) own.text(panel.title, 16, { weight: 700 });
    for (const line of (panel.lines ?? []).filter((one) => !words.title.includes(one))) own.text(line, 13, { color: CALM });
    own.place(panel.body, panel.width, panel.height);
    if (panel.legend) own.legend(panel.legend);
    left += panel.width + PAD;
    bottom = Math.max(bottom, own.bottom());
    return own.svg();
  });
  const foot = writer(PAD, bottom + 8, width);
  for (const note of words.notes) foot.text(note, 12, { color: CALM });
  for (const source of words.sources) foot.text(source, 11, { color: CALM });
  foot.text(`${words.address}（${today()}に作成）`, 11, { color: CALM });
  const size = { width: Math.ceil(width + 2 * PAD), height: Math.ceil(foot.bottom() + PAD) };
  return { ...size, svg: whole(size, [page.svg(), ...bodies, foot.svg()].join('')) };
}

function whole({ width, height }, content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}"><defs>${HATCH}</defs><rect width="${width}" height="${height}" fill="#ffffff"/>${content}</svg>`;
}

// Writes downwards from a corner.
function writer(left, top, width) {
  const parts = [];
  let y = top;
  return {
    text(words, size, { weight = 400, color = INK } = {}) {
      for (const line of wrapped(words, `${weight} ${size}px ${FONT}`, width)) {
        y += size * 1.45;
        parts.push(`<text x="${left}" y="${(y - size * 0.35).toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${color}">${escaped(line)}</text>`);
      }
    },
    place(body, itsWidth, height) {
      parts.push(`<svg x="${left}" y="${y + 6}" width="${itsWidth}" height="${height}" viewBox="0 0 ${itsWidth} ${height}">${body}</svg>`);
      y += height + 12;
    },
    legend(rows) {
      let x = left;
      y += 20;
      for (const [color, label] of rows) {
        const needed = 28 + widthOf(label, `400 13px ${FONT}`) + 18;
        if (x > left && x + needed > left + width) [x, y] = [left, y + 22];
        if (color !== undefined) parts.push(`<rect x="${x}" y="${y - 12}" width="22" height="14" stroke="#00000026" fill="${color ?? 'url(#hatch)'}"/>`);
        parts.push(`<text x="${color === undefined ? x : x + 28}" y="${y}" font-size="13" fill="${INK}">${escaped(label)}</text>`);
        x += needed;
      }
      y += 8;
    },
    bottom: () => y,
    svg: () => parts.join(''),
  };
}

// Japanese may be broken anywhere; an address too.
function wrapped(words, font, width) {
  const lines = [''];
  for (const letter of words) {
    if (widthOf(lines.at(-1) + letter, font) > width) lines.push('');
    lines[lines.length - 1] += letter;
  }
  return words ? lines : [];
}

function widthOf(words, font) {
  measure.font = font;
  return measure.measureText(words).width;
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}年${now.getMonth() + 1}月${now.getDate()}日`;
}

export function escaped(words) {
  return words.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

export function urlOf(svg) {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

// By a data: address, for the content policy allows images no others.
export async function pngOf({ svg, width, height }) {
  const image = new Image();
  image.src = urlOf(svg);
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: width * SCALE, height: height * SCALE });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
}
