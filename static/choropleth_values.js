// Metrics whose values are files: what one of their dates looks like.

const PROBLEM = '地図の値のデータを読み込めません。';

// fetched: from parts.js. words: what codes of marks and of missing values mean.
export function createValues(once, fetched, words) {
  // What the map shows of a metric at one of its dates; the same object whenever it is asked again.
  async function content(metric, frame) {
    metric.contents ??= new Map();
    if (!metric.contents.has(frame)) metric.contents.set(frame, contentOf(metric, await frames(metric), frame, words));
    return metric.contents.get(frame);
  }

  async function frames({ file }) {
    const { frames } = await once(file, async (url) => (await fetched(url, PROBLEM)).json());
    return frames;
  }

  return { content };
}

// The position of a date among those of a metric; the last for an unknown one, or the one nearest in time where `near` is set.
export function positionOf({ frames }, day, near = false) {
  const found = frames.findIndex(({ frame }) => frame === day);
  if (found >= 0 || !near || !day) return found >= 0 ? found : frames.length - 1;
  const apart = ({ frame }) => Math.abs(Date.parse(frame) - Date.parse(day));
  return frames.reduce((best, one, at) => (apart(one) <= apart(frames[best]) ? at : best), 0);
}

function contentOf(metric, frames, at, words) {
  const { label, unit, digits, breaks, parts, counts, below } = metric;
  const shown = metric.frames[at];
  const { values: text, marks, missing, below: bounds, numerator, denominator } = frames[at];
  const values = text.split(',');
  const marked = new Set(Object.values(marks).flat());
  const classes = values.map((value, id) => (value === '' || marked.has(id) ? '-' : classOf(Number(value), breaks)));
  for (const ids of Object.values(bounds)) for (const id of ids) classes[id] = 0;
  for (const ids of Object.values(counts)) for (const id of ids) classes[id] = metric.legend.colors.length - 1;
  const texts = [numerator, denominator];
  return {
    classes,
    columns: [
      { label: shown.title, unit, digits, values },
      ...parts.map(([name, itsUnit, itsDigits], part) => ({ label: part ? name : shown.part, unit: itsUnit, digits: itsDigits, values: texts[part].split(',') })),
    ],
    legend: { ...metric.legend, title: unit ? `${shown.title}（${unit}）` : shown.title },
    marks: { ...counts, ...reasons(missing, bounds, below, words), ...remarks(marks, denominator?.split(','), words) },
    note: `${shown.when}・${shown.basis}`,
    description: `${label}（${shown.when}）を市区町村ごとに塗り分けた地図。同じ値は下の表にあります。`,
    headline: {
      title: shown.title,
      when: shown.when,
      basis: shown.basis,
      isEstimate: shown.is_estimate,
      coverage: `${shown.covered.toLocaleString('ja-JP')} / ${values.length.toLocaleString('ja-JP')} 市区町村`,
      source: shown.source,
    },
  };
}

// Breaks are the lowest values of all classes but the first.
function classOf(value, breaks) {
  let index = 0;
  while (index < breaks.length && value >= breaks[index]) index += 1;
  return index;
}

function reasons(missing, bounds, below, words) {
  const stated = Object.entries(missing).flatMap(([code, ids]) => (words.missing[code] && code !== 'below_limit' ? [[words.missing[code], ids]] : []));
  return Object.fromEntries([...stated, ...Object.entries(bounds).map(([bound, ids]) => [below[bound], ids])]);
}

// 「母数3」: a ratio of few names how many they are.
function remarks(marks, denominators, words) {
  const found = {};
  for (const [codes, ids] of Object.entries(marks)) for (const id of ids) {
    const text = codes.split(',').map((code) => (code === 'few' ? `母数${denominators[id]}` : words.marks[code])).join('・');
    (found[text] ??= []).push(id);
  }
  return found;
}
