// A map as a picture: what is drawn is an image, its names and legend are words.

const HALO = 'paint-order="stroke" stroke="#ffffffeb" stroke-width="3.5" stroke-linejoin="round"';

// sides: each with its pane, element, content. escaped: words within SVG.
export function pictureOf(sides, escaped) {
  const headlines = sides.map(({ content }) => content.headline).filter(Boolean);
  const one = sides.length === 1 ? headlines[0] : undefined;
  return {
    panels: sides.map((side) => panelOf(side, escaped, headlines.length > 1)),
    words: headlines.length ? {
      ...(one ? { title: one.title, context: '', notes: [linesOf(one)] } : { notes: [] }),
      sources: [...new Set(headlines.map(({ source }) => source))],
    } : {},
    isVector: false,
  };
}

function panelOf({ pane, content, element }, escaped, isTitled) {
  const { clientWidth: width, clientHeight: height } = pane.element;
  const names = pane.element.querySelector('.names').placed ?? [];
  return {
    width,
    height,
    body: `<image href="${pane.imageOf()}" width="${width}" height="${height}"/>${names.map((name) => textOf(name, escaped)).join('')}`,
    title: isTitled ? content.headline.title : '',
    lines: isTitled ? [linesOf(content.headline)] : content.note ? [content.note] : [],
    legend: legendOf(element.querySelector('.legend')),
  };
}

function linesOf({ when, basis, coverage }) {
  return `${when}・${basis}｜${coverage}`;
}

function textOf({ x, y, text, size, weight, color }, escaped) {
  return `<text x="${x.toFixed(1)}" y="${(y + size * 0.36).toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${color}" text-anchor="middle" ${HALO}>${escaped(text)}</text>`;
}

// What the legend on the screen says, row by row.
function legendOf(legend) {
  const colorOf = (swatch) => (swatch.classList.contains('missing') ? null : swatch.style.backgroundColor);
  const cells = [...legend.querySelectorAll('.grid i')].map((cell) => [colorOf(cell), `${cell.title}（${cell.textContent}）`]);
  const rows = [...legend.querySelectorAll('li')].map((row) => [colorOf(row.querySelector('i')), `${row.querySelector('span').textContent}（${row.querySelector('b').textContent}）`]);
  const notes = [...legend.querySelectorAll('.classes > p')].map(({ textContent }) => [undefined, textContent.replace('数字は', '（ ）内は')]);
  return [[undefined, legend.querySelector('summary').textContent], ...cells, ...rows, ...notes];
}
