// What a reader lays over the map: a table by municipality code, or shapes. Both stay on the device.

const MOST = 20_000_000; // bytes
const CLASSES = 5;
const HELP = 'CSVは1行目を見出しとし、団体コード（5桁か6桁）の列と数値の列が要ります。';

// municipalities: features. colors: of CLASSES classes. Returns { metric, content } of a table or { shapes } of GeoJSON.
// Throws Problem with one sentence where the file cannot be used.
export async function readOwn(file, municipalities, { colors, missing }, Problem) {
  if (file.size > MOST) throw new Problem(`「${file.name}」は20MBを超えるため、重ねられません。`);
  const text = decoded(await file.arrayBuffer());
  if (text === null) throw new Problem(`「${file.name}」は文字として読めません。UTF-8かShift_JISのCSV、またはGeoJSONにしてください。`);
  return /^\s*\{/.test(text) ? shapesOf(text, file.name, Problem) : tableOf(text, file.name, municipalities, { colors, missing }, Problem);
}

function decoded(bytes) {
  for (const encoding of ['utf-8', 'shift_jis']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch { /* the next one */ }
  }
  return null;
}

function shapesOf(text, name, Problem) {
  let shapes;
  try {
    shapes = JSON.parse(text);
  } catch {
    throw new Problem(`「${name}」はGeoJSONとして読めません。途中で切れていないか確かめてください。`);
  }
  const features = shapes.type === 'FeatureCollection' ? shapes.features : [shapes];
  const pairs = Array.isArray(features) ? features.flatMap((one) => positions(one?.geometry?.coordinates ?? one?.geometry?.geometries?.flatMap((part) => part.coordinates))) : [];
  if (!pairs.length) throw new Problem(`「${name}」に図形がありません。FeatureCollection 形式のGeoJSONにしてください。`);
  const [x, y] = pairs.find(([longitude, latitude]) => !(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) ?? [];
  if (x !== undefined) throw new Problem(`「${name}」の座標（${x}, ${y}）は経度・緯度ではありません。経度・緯度（JGD2011かWGS84）に直してください。`);
  return { shapes: { type: 'FeatureCollection', features } };
}

function positions(coordinates) {
  if (!Array.isArray(coordinates)) return [];
  return typeof coordinates[0] === 'number' ? [coordinates] : coordinates.flatMap(positions);
}

function tableOf(text, name, municipalities, { colors, missing }, Problem) {
  const [headings = [], ...rows] = rowsOf(text.replace(/^\ufeff/, ''));
  const columns = headings.map((heading, at) => ({ heading: heading.trim(), cells: rows.map((row) => (row[at] ?? '').trim()) }));
  const known = columns.map(({ cells }) => idsOf(cells, municipalities));
  const found = known.map((ids) => ids.filter((id) => id !== null).length);
  const codes = found.indexOf(Math.max(...found));
  if (!found[codes]) throw new Problem(`「${name}」に団体コードの列が見つかりません。${HELP}`);
  const isNumber = (cell) => cell !== '' && Number.isFinite(numberOf(cell));
  const column = columns.find(({ cells }, at) => at !== codes && cells.filter(isNumber).length > cells.filter((cell) => cell !== '').length / 2);
  if (!column) throw new Problem(`「${name}」に数値の列が見つかりません。${HELP}`);
  const values = municipalities.map(() => '');
  known[codes].forEach((id, row) => {
    if (id !== null && isNumber(column.cells[row])) values[id] = String(numberOf(column.cells[row]));
  });
  const unknown = rows.length - found[codes];
  return metricOf(column.heading || name, values, unknown, { colors, missing });
}

// Quoted cells may hold commas and line breaks.
function rowsOf(text) {
  const separator = text.split(/\r?\n/, 1)[0].includes('\t') ? '\t' : ',';
  const rows = [[]];
  let [cell, quoted] = ['', false];
  const close = () => {
    rows.at(-1).push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted && letter === '"' && text[at + 1] === '"') cell += text[(at += 1)];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === separator) close();
    else if (!quoted && letter === '\n') {
      close();
      rows.push([]);
    } else if (letter !== '\r' || quoted) cell += letter;
  }
  close();
  return rows.filter((row) => row.some((one) => one.trim() !== ''));
}

// Codes of 6 digits or, without the check digit, of 5; a leading zero may have been lost. What most of the cells are decides.
function idsOf(cells, municipalities) {
  const readings = [6, 5].map((length) => {
    const ids = new Map(municipalities.map(({ properties }, id) => [properties.lg_code.slice(0, length), id]));
    return cells.map((cell) => {
      const digits = cell.normalize('NFKC').replace(/^="?|"$/g, '');
      return /^\d{4,6}$/.test(digits) ? (ids.get(digits.padStart(length, '0')) ?? null) : null;
    });
  });
  const hits = (ids) => ids.filter((id) => id !== null).length;
  return hits(readings[0]) >= hits(readings[1]) ? readings[0] : readings[1];
}

function numberOf(cell) {
  return Number(cell.normalize('NFKC').replace(/,/g, '').replace(/^[▲△−]/, '-'));
}

function metricOf(label, values, unknown, { colors, missing }) {
  const numbers = values.filter((value) => value !== '').map(Number).sort((one, other) => one - other);
  const digits = Math.min(2, Math.max(...numbers.map((number) => String(number).split('.')[1]?.length ?? 0)));
  const breaks = [...new Set(Array.from({ length: CLASSES - 1 }, (_, at) => numbers[Math.floor((numbers.length * (at + 1)) / CLASSES)]))].filter((one) => one > numbers[0]);
  const written = (number) => number.toLocaleString('ja-JP', { maximumFractionDigits: 2 });
  const labels = breaks.length
    ? [`${written(breaks[0])}未満`, ...breaks.slice(1).map((high, at) => `${written(breaks[at])}〜${written(high)}`), `${written(breaks.at(-1))}以上`]
    : [written(numbers[0])];
  const frame = { frame: '', short: '', title: label, when: '', basis: '利用者のデータ' };
  const classes = values.map((value) => (value === '' ? '-' : breaks.filter((one) => Number(value) >= one).length));
  const coverage = `${numbers.length.toLocaleString('ja-JP')} / ${values.length.toLocaleString('ja-JP')} 市区町村`;
  const content = {
    classes,
    columns: [{ label, unit: '', digits, values }],
    legend: { title: label, colors, labels, missing },
    marks: {},
    note: '利用者のデータ（この端末だけ）',
    description: `${label}を市区町村ごとに塗り分けた地図。利用者のデータです。`,
    headline: { title: label, when: '', basis: '利用者のデータ', isEstimate: false, coverage, source: `この端末のファイル${unknown ? `（団体コードの一覧にない${unknown.toLocaleString('ja-JP')}行は示していません）` : ''}` },
  };
  return { metric: { id: 'own', label, topic: 'own', frames: [frame], contents: new Map([[0, content]]) } };
}
