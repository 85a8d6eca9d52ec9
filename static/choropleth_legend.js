// The legend, and the card beside what is pointed at.

export function drawLegend(legend, { legend: { title, colors, labels, axes, limits, missing }, classes }, faded, counted = '市区町村') {
  const counts = {};
  classes.forEach((index, id) => {
    if (!faded[id]) counts[index] = (counts[index] ?? 0) + 1;
  });
  const swatch = (color) => element('i', color ? { style: `background:${color}` } : { class: 'missing' });
  const row = (color, label, index) => element('li', {}, swatch(color), element('span', {}, label), element('b', {}, String(counts[index] ?? 0)));
  // A class without a label is a colour that needs no explaining.
  const rows = axes ? [] : colors.flatMap((color, index) => (labels[index] ? [row(color, labels[index], index)] : []));
  if (counts['-']) rows.push(row(null, missing, '-'));
  legend.querySelector('summary').textContent = title;
  legend.querySelector('.classes').replaceChildren(
    ...(axes ? [grid(colors, labels, counts, axes)] : []),
    ...(limits ? [element('p', {}, limits)] : []),
    element('ul', {}, ...rows),
    element('p', { class: 'counted' }, `数字は${counted}の数`),
  );
  legend.hidden = false;
}

function grid(colors, labels, counts, [x, y]) {
  const cells = [2, 3, 0, 1].map((index) => {
    const count = String(counts[index] ?? 0);
    const ink = parseInt(colors[index].slice(3, 5), 16) > 120 ? 'inherit' : '#fff';
    return element('i', { style: `background:${colors[index]};color:${ink}`, title: labels[index] }, count);
  });
  return element('div', { class: 'grid' }, element('span', { class: 'y' }, `↑${y}`), element('div', {}, ...cells), element('span', { class: 'x' }, `${x}→`));
}

export function place(card, root, { x, y }) {
  const gap = 18;
  const edge = 8;
  const right = root.clientWidth - card.offsetWidth - edge;
  const bottom = root.clientHeight - card.offsetHeight - edge;
  const left = x + gap <= right ? x + gap : x - gap - card.offsetWidth;
  const top = y + gap <= bottom ? y + gap : y - gap - card.offsetHeight;
  card.style.left = `${Math.max(edge, Math.min(left, right))}px`;
  card.style.top = `${Math.max(edge, Math.min(top, bottom))}px`;
}

export function shown({ values, unit, digits }, id, missing) {
  if (!values[id]) return [missing, ''];
  const number = Number(values[id]).toLocaleString('ja-JP', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return [number, unit];
}

export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
