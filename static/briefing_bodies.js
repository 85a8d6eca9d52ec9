// What stands on a slide: a chart, map, table, timeline, large figures, words or a picture, drawn into its place on the stage.

const DARK = {
  '#3460fb': '#6d92ff', '#00118f': '#d5e0ff', '#c5d7fb': '#3a5aa8', '#7096f8': '#5f86f0', '#c4570b': '#ffa14a',
  '#b3201b': '#ff6b60', '#8a8f98': '#9aa3b2', '#e98a2b': '#ffb14e', '#0b8a8a': '#3cc4c4', '#7a5aa6': '#b99be6', '#6b8e23': '#a5c65a',
};

const { outlines: fetchedOutlines } = await import(new URL(`parts.js${new URL(import.meta.url).search}`, import.meta.url));

export const drawers = { chart, map, table, figures, timeline, words, picture };

function figures(body, { numbers }) {
  body.append(html('div', { class: 'figures' }, ...numbers.map(([number, label, remark]) => (
    html('div', {}, html('span', {}, label), html('strong', {}, number), html('small', {}, remark))
  ))));
}

function timeline(body, { events, legend }, look) {
  const dot = (color) => { const made = html('i'); made.style.background = shade(color, look); return made; };
  const list = html('ol', {}, ...events.map(([when, said, color]) => html('li', {}, html('b', {}, when), dot(color), html('span', {}, said))));
  list.style.gridTemplateRows = `repeat(${look.tall ? events.length : Math.ceil(events.length / 2)}, 1fr)`;
  const made = html('div', { class: 'timeline' }, html('p', {}, ...legend.map(([label, color]) => html('span', {}, dot(color), label))), list);
  body.append(made);
  let size = 30;
  do made.style.fontSize = `${size}px`; while (made.scrollHeight > body.clientHeight && (size -= 1) > 14);
}

function words(body, { lines }) {
  const made = html('div', { class: 'words' }, ...lines.map((line) => html('p', line.startsWith('・') ? { class: 'point' } : {}, line)));
  body.append(made);
  let size = 48;
  do made.style.fontSize = `${size}px`; while (made.scrollHeight > body.clientHeight && (size -= 1) > 14);
}

function picture(body, { url }, look, heading) {
  body.append(html('img', { class: 'own', src: url, alt: heading }));
}

function table(body, { headings, rows, numeric }) {
  const cell = (name) => (text, at) => html(name, numeric[at] ? { class: 'number' } : {}, text);
  const made = html('table', {}, html('thead', {}, html('tr', {}, ...headings.map(cell('th')))),
    html('tbody', {}, ...rows.map((row) => html('tr', {}, ...row.map(cell('td'))))));
  body.append(made);
  let size = 32;
  do made.style.fontSize = `${size}px`; while ((made.offsetHeight > body.clientHeight || made.offsetWidth > body.clientWidth) && (size -= 1) > 14);
}

function chart(body, spec, look, said) {
  const [width, height] = [body.clientWidth, body.clientHeight];
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': said });
  const shades = spec.colors.map((color) => shade(color, look));
  const several = spec.series.length > 1;
  let top = 8;
  if (several) {
    let x = 10;
    spec.series.forEach(({ name }, at) => {
      const wide = 46 + wideness(name) * 26 + 40;
      if (x + wide > width && x > 10) { x = 10; top += 40; }
      picture.append(svg('rect', { x, y: top + 2, width: 30, height: 24, fill: shades[at] }), text(name, x + 42, top + 24, { 'font-size': 26 }));
      x += wide;
    });
    top += 50;
  }
  const draw = spec.type === 'line' ? lines : spec.type.endsWith('bar') ? lying : standing;
  draw(picture, spec, shades, { width, height, top, color: (at, category) => (spec.marked[category] ? shade(spec.marked[category], look) : shades[at]) });
  body.append(picture);
}

function standing(picture, spec, _, { width, height, top, color }) {
  const stacked = spec.type !== 'column';
  const touching = spec.type === 'histogram';
  const sums = spec.categories.map((_, at) => spec.series.map(({ values }) => values[at] ?? 0));
  const largest = Math.max(...sums.map((all) => (stacked ? all.reduce((one, other) => one + other, 0) : Math.max(...all))));
  const count = spec.categories.length;
  const room = { left: 120, right: width - 10, top: top + 54, bottom: height - (spec.category_title ? 92 : 84) };
  const y = axis(picture, spec, largest, room);
  const slot = (room.right - room.left) / count;
  const every = Math.max(1, Math.ceil(70 / slot));
  spec.categories.forEach((category, at) => {
    let x = room.left + slot * (at + (touching ? 0.02 : 0.14));
    const wide = slot * (touching ? 0.96 : 0.72) / (stacked ? 1 : spec.series.length);
    let floor = 0;
    spec.series.forEach(({ values }, number) => {
      const value = values[at];
      if (value !== null) {
        picture.append(svg('rect', { x, y: y(floor + value), width: wide, height: y(floor) - y(floor + value), fill: color(number, at) }));
        if (spec.with_values && !stacked) {
          picture.append(text(written(value, spec), x + wide / 2, y(value) - 8, { 'text-anchor': 'middle', 'font-size': Math.min(28, wide * 0.46, 30) }));
        }
        if (stacked) floor += value;
      }
      if (!stacked) x += wide;
    });
    if (at % every === 0) wrapped(picture, category, room.left + slot * (at + 0.5), room.bottom + 32, slot * every, 24);
  });
  if (spec.category_title) picture.append(text(spec.category_title, (room.left + room.right) / 2, height - 8, { 'text-anchor': 'middle', 'font-size': 24, class: 'muted' }));
}

function lying(picture, spec, _, { width, height, top, color }) {
  const stacked = spec.type === 'stacked_bar';
  const row = Math.min((height - top - 6) / spec.categories.length, stacked ? 380 : 150);
  const size = Math.min(34, row * 0.74);
  const names = Math.min(Math.max(...spec.categories.map(wideness)) * size + 24, width * 0.42);
  const sums = spec.categories.map((_, at) => spec.series.map(({ values }) => values[at] ?? 0));
  const largest = Math.max(...sums.map((all) => all.reduce((one, other) => one + other, 0)), 0.001);
  const longest = stacked ? 0 : Math.max(...sums.map(([value]) => wideness(written(value, spec) + spec.unit))) * size + 20;
  const scale = (width - names - longest - 10) / largest;
  spec.categories.forEach((category, at) => {
    const middle = top + row * (at + 0.5);
    picture.append(text(category, names - 14, middle + size * 0.35, { 'text-anchor': 'end', 'font-size': size }));
    let x = names;
    spec.series.forEach(({ name, values }, number) => {
      const value = values[at];
      if (value === null) return;
      const wide = value * scale;
      picture.append(svg('rect', { x, y: middle - row * 0.38, width: Math.max(wide, 1), height: row * 0.76, fill: color(number, at) }));
      if (stacked) {
        picture.append(text(name, x + wide / 2, middle - 6, { 'text-anchor': 'middle', 'font-size': 34, class: 'inside' }));
        picture.append(text(written(value, spec), x + wide / 2, middle + 44, { 'text-anchor': 'middle', 'font-size': 46, 'font-weight': 700, class: 'inside' }));
      } else {
        const unit = spec.number_format.includes('%') ? '' : spec.unit;
        picture.append(text(written(value, spec) + unit, x + wide + 12, middle + size * 0.35, { 'font-size': size, 'font-weight': 700 }));
      }
      x += wide;
    });
  });
}

function lines(picture, spec, shades, { width, height, top }) {
  const largest = Math.max(...spec.series.flatMap(({ values }) => values.filter((value) => value !== null)));
  const room = { left: 120, right: width - 60, top: top + 54, bottom: height - 56 };
  const y = axis(picture, spec, largest, room);
  const x = (at) => room.left + ((room.right - room.left) * (at + 0.3)) / (spec.categories.length - 0.4);
  const slot = (room.right - room.left) / spec.categories.length;
  const every = Math.max(1, Math.ceil(110 / slot));
  spec.series.forEach(({ values }, number) => {
    const points = values.map((value, at) => [value, at]).filter(([value]) => value !== null);
    picture.append(svg('polyline', {
      points: points.map(([value, at]) => `${x(at)},${y(value)}`).join(' '), fill: 'none', stroke: shades[number], 'stroke-width': 7, 'stroke-linejoin': 'round',
    }));
    points.forEach(([value, at]) => {
      picture.append(svg('circle', { cx: x(at), cy: y(value), r: 10, fill: shades[number] }));
      const first = spec.series.length > 1 && at === 0;
      if (spec.with_values && !first) {
        const below = spec.series.length > 1 && number === 0;
        picture.append(text(written(value, spec), x(at), y(value) + (below ? 46 : -20), { 'text-anchor': 'middle', 'font-size': 30, 'font-weight': 700, fill: shades[number] }));
      }
    });
  });
  spec.categories.forEach((category, at) => {
    if (at % every === 0) picture.append(text(category, x(at), height - 14, { 'text-anchor': 'middle', 'font-size': 26 }));
  });
}

function axis(picture, spec, largest, room) {
  const step = nice(largest / 4);
  const highest = Math.ceil(largest / step) * step || 1;
  const y = (value) => room.bottom - ((room.bottom - room.top) * value) / highest;
  for (let value = 0; value <= highest * 1.0001; value += step) {
    picture.append(svg('line', { x1: room.left, x2: room.right, y1: y(value), y2: y(value), class: 'grid' }));
    picture.append(text(written(value, spec), room.left - 12, y(value) + 9, { 'text-anchor': 'end', 'font-size': 24, class: 'muted' }));
  }
  picture.append(text(spec.unit, 4, room.top - 28, { 'font-size': 24, class: 'muted' }));
  return y;
}

async function map(body, spec, look, said) {
  const legend = html('div', { class: 'legend' }, html('b', {}, spec.title));
  const shades = look.dark ? [...spec.colors].reverse() : spec.colors;
  const missing = look.dark ? '#4a5160' : '#dfe1e5';
  for (const [label, index] of spec.legend) {
    const box = html('i');
    box.style.background = index === null ? missing : shades[index];
    legend.append(html('span', {}, box, label));
  }
  const holder = html('div', { class: 'holder' });
  body.append(holder, legend);
  body.classList.add('mapped');
  const [width, height] = [holder.clientWidth, holder.clientHeight];
  const outlines = await fetchedOutlines(spec.url).catch(() => null);
  if (!outlines) return holder.append(html('p', {}, '地図の形のデータを読み込めません。'));
  const [west, south, east, north] = spec.view;
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = Math.min(width / ((east - west) * narrow), height / (north - south));
  const left = (width - (east - west) * narrow * scale) / 2;
  const top = (height - (north - south) * scale) / 2;
  const x = (longitude) => left + (longitude - west) * narrow * scale;
  const y = (latitude) => top + (north - latitude) * scale;
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': said });
  const front = [];
  for (const { properties, geometry } of outlines[spec.layer].features) {
    if (spec.only.length && !spec.only.includes(properties.prefecture_code)) continue;
    const path = geometry.coordinates.map((polygon) => polygon.map((ring) => moved(ring, spec.moved))).filter(([ring]) => within(ring, spec.view))
      .map((polygon) => polygon.map((ring) => `M${ring.map(([one, other]) => `${x(one).toFixed(1)} ${y(other).toFixed(1)}`).join('L')}Z`).join('')).join('');
    const index = spec.classes[properties[spec.key]];
    const marked = spec.marked.includes(properties[spec.key]);
    const made = svg('path', { d: path, fill: index === undefined ? missing : shades[index], class: marked ? 'marked' : 'place', 'fill-rule': 'evenodd' });
    marked ? front.push(made) : picture.append(made);
  }
  picture.append(...front);
  if (spec.moved) {
    const [w, s, e, n] = spec.moved.frame;
    picture.append(svg('rect', { x: x(w), y: y(n), width: x(e) - x(w), height: y(s) - y(n), class: 'frame' }));
  }
  for (const [name, longitude, latitude] of spec.names) picture.append(text(name, x(longitude), y(latitude) + 8, { 'text-anchor': 'middle', 'font-size': 24, class: 'name' }));
  holder.append(picture);
}

function moved(ring, move) {
  if (!move || !ring.every(([longitude, latitude]) => longitude < move.limits[0] && latitude < move.limits[1])) return ring;
  return ring.map(([longitude, latitude]) => [longitude + move.by[0], latitude + move.by[1]]);
}

function within(ring, [west, south, east, north]) {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of ring) {
    w = Math.min(w, longitude); e = Math.max(e, longitude); s = Math.min(s, latitude); n = Math.max(n, latitude);
  }
  const [x, y] = [(w + e) / 2, (s + n) / 2];
  return x >= west && x <= east && y >= south && y <= north;
}

export function code(rows) {
  const size = rows.length;
  const path = rows.map((row, y) => [...row].map((bit, x) => (bit === '1' ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
  return svg('svg', { viewBox: `-2 -2 ${size + 4} ${size + 4}`, role: 'img', 'aria-label': 'この画面を開くQRコード', 'shape-rendering': 'crispEdges' },
    svg('rect', { x: -2, y: -2, width: size + 4, height: size + 4, fill: '#fff' }), svg('path', { d: path, fill: '#000' }));
}

// ---- small things

function shade(color, look) {
  const hash = `#${color}`.toLowerCase();
  return look.dark ? DARK[hash] ?? hash : hash;
}

function written(value, { number_format: format }) {
  const digits = (format.match(/\.(0+)/)?.[1] ?? '').length;
  const said = value.toLocaleString('ja-JP', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.includes('%') ? `${said}%` : said;
}

function nice(step) {
  const power = 10 ** Math.floor(Math.log10(step || 1));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= step) ?? 1;
}

// Width of a text in letters: a kanji is one, a Latin letter about half.
function wideness(said) {
  return [...said].reduce((sum, letter) => sum + (letter.charCodeAt(0) < 256 ? 0.6 : 1), 0);
}

function wrapped(picture, said, x, y, wide, size) {
  const most = Math.max(2, Math.floor(wide / size));
  const rows = wideness(said) <= most ? [said] : said.match(new RegExp(`.{1,${most}}`, 'gu')).slice(0, 3);
  rows.forEach((row, at) => picture.append(text(row, x, y + at * (size + 3), { 'text-anchor': 'middle', 'font-size': size })));
}

function text(said, x, y, attributes) {
  const made = svg('text', { x, y, ...attributes });
  if (attributes.fill) made.style.fill = attributes.fill;
  made.textContent = said;
  return made;
}

function svg(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function later(act) {
  (window.requestIdleCallback ?? setTimeout)(act);
}
