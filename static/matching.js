// Finds places and other things by what a reader types: kanji in any of its forms, kana, romaji of any school, a code, a former name.

const ROWS = {
  '': 'あいうえお', k: 'かきくけこ', s: 'さしすせそ', t: 'たちつてと', n: 'なにぬねの', h: 'はひふへほ', m: 'まみむめも',
  r: 'らりるれろ', g: 'がぎぐげご', z: 'ざじずぜぞ', d: 'だぢづでど', b: 'ばびぶべぼ', p: 'ぱぴぷぺぽ', v: 'ゔ',
};
const SYLLABLES = new Map([
  ...Object.entries(ROWS).flatMap(([consonant, row]) => [...row].map((kana, at) => [kana, consonant + (consonant === 'v' ? 'u' : 'aiueo'[at])])),
  ...Object.entries({ や: 'ya', ゆ: 'yu', よ: 'yo', わ: 'wa', ゐ: 'i', ゑ: 'e', を: 'o', ん: 'n', ー: '', っ: '' }),
  ...[...'ぁぃぅぇぉ'].map((kana, at) => [kana, 'aiueo'[at]]),
]);
const GLIDES = { ゃ: 'ya', ゅ: 'yu', ょ: 'yo' };
const IS_KANA = /^[ぁ-ゖー0-9]+$/;
const IS_ROMAN = /^[a-zāīūēōâîûêô'’. -]+$/;

// Every school of romaji as one: Hepburn, without long vowels, doubled letters and m before b, m, p.
export function roman(text) {
  return text.toLowerCase().normalize('NFKD').replace(/[^a-z]/g, '')
    .replace(/dzu|du|dz(?=u)/g, 'zu').replace(/di/g, 'ji').replace(/([sz])y/g, (_, one) => (one === 's' ? 'sh' : 'j')).replace(/jy|dy/g, 'j')
    .replace(/[tc]y/g, 'ch').replace(/si/g, 'shi').replace(/zi/g, 'ji').replace(/ti/g, 'chi').replace(/tu/g, 'tsu')
    .replace(/(?<![sc])hu/g, 'fu').replace(/tch/g, 'ch').replace(/wo/g, 'o').replace(/oh(?![aiueoy])/g, 'o')
    .replace(/m(?=[bmp])/g, 'n').replace(/ou/g, 'o').replace(/(.)\1+/g, '$1');
}

function hiragana(text) {
  return text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

// A reading in kana as `roman` writes it.
export function reading(kana) {
  let written = '';
  for (const one of hiragana(kana.normalize('NFKC'))) {
    written = one in GLIDES ? written.replace(/i$/, '') + GLIDES[one] : written + (SYLLABLES.get(one) ?? '');
  }
  return roman(written);
}

// A name as it is compared; forms: character → the one that stands for it.
function folded(text, forms) {
  const plain = text.normalize('NFKC').replace(/[\s・,、()（）]/g, '').replace(/[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu, '').toLowerCase();
  return hiragana([...plain].map((one) => forms.get(one) ?? one).join(''));
}

const ENDINGS = { 市: ['shi'], 区: ['ku'], 町: ['cho', 'machi'], 村: ['son', 'mura'], 都: ['to'], 府: ['fu'], 県: ['ken'] };
const ENDING = /(shi|ku|cho|machi|son|mura|to|fu|ken)$/;

// A name or reading with and without its 市, 町, 村 …
function bare(name) {
  return name.length > 1 && name.at(-1) in ENDINGS ? name.slice(0, -1) : name;
}
function bareReading(read, name) {
  const ending = (ENDINGS[name.at(-1)] ?? []).find((one) => read.endsWith(one));
  return ending ? read.slice(0, -ending.length) : read;
}

// The things to be found, with the keys by which they are.
// content: forms (pairs of characters), prefectures and municipalities [code, name, kana], former [name, kana, code of today],
// others [kind, id, name, kana, where].
export function entriesOf({ forms, prefectures, municipalities, former, others }) {
  const alike = new Map();
  const characters = [...forms];
  for (let at = 0; at < characters.length; at += 2) alike.set(characters[at], characters[at + 1]);
  const around = new Map(prefectures.map(([code, name, kana]) => [code, { name, read: reading(kana) }]));
  const today = new Map(municipalities.map(([code, name]) => [code, name]));
  const keyed = (entry, kana) => {
    const own = folded(entry.name, alike);
    const read = reading(kana);
    const home = entry.kind === 'prefecture' ? null : around.get(entry.code?.slice(0, 2));
    return {
      ...entry,
      names: variants(own, bare(own), home && folded(home.name, alike), home && bare(folded(home.name, alike))),
      reads: read ? variants(read, bareReading(read, entry.name), home?.read, home && bareReading(home.read, home.name)) : null,
    };
  };
  const entries = [
    ...municipalities.map(([code, name, kana]) => keyed({ kind: 'municipality', id: code, code, name, where: around.get(code.slice(0, 2)).name }, kana)),
    ...prefectures.map(([code, name, kana]) => keyed({ kind: 'prefecture', id: code, code, name, where: '都道府県' }, kana)),
    ...former.map(([name, kana, code]) => keyed({
      kind: 'former', id: code, code, name, where: `いまの${around.get(code.slice(0, 2)).name}${today.get(code)}`,
    }, kana)),
    ...others.map(([kind, id, name, kana, where]) => keyed({ kind, id, name, where }, kana)),
  ];
  return { entries, forms: alike };
}

// own: the thing's own name; exact and bare: with and without its ending, alone and after its prefecture; homes: what stands before it.
function variants(own, without, home, bareHome) {
  const homes = home ? ['', home, bareHome] : [''];
  return { own, homes, exact: homes.map((one) => one + own), bare: homes.map((one) => one + without) };
}

const EXACT = 100, BARE = 90, BEGINS = 70, WITHIN = 40;
const OF_KIND = { municipality: 8, prefecture: 9, former: 3, page: 6, metric: 5, case: 1, term: 4, handbook: 2 };

// shortest: letters of a query that may stand in the middle of a name.
function closeness(query, keys, shortest) {
  if (!keys || !query) return 0;
  if (keys.exact.includes(query)) return EXACT;
  if (keys.bare.includes(query)) return BARE;
  if (keys.exact.some((key, at) => query.length >= keys.homes[at].length && key.startsWith(query))) return BEGINS - Math.min(20, keys.own.length - query.length);
  return query.length >= shortest && keys.own.includes(query) ? WITHIN : 0;
}

function byCode(query, code) {
  if (!code) return 0;
  if (code.startsWith(query)) return query.length > 4 ? EXACT : BEGINS;
  return query.length > 3 && [code, code.slice(0, 5)].includes(`0${query}`) ? BARE : 0;
}

// How well one typed text meets an entry, 0 to 100.
function met(typed, entry) {
  if (typed.digits) return entry.kind === 'former' ? 0 : byCode(typed.digits, entry.code);
  return Math.max(closeness(typed.name, entry.names, entry.code ? 2 : 1), closeness(typed.read, entry.reads, 3) - 1);
}

function typedAs(text, forms) {
  const plain = text.normalize('NFKC').trim();
  const squeezed = hiragana(plain.replace(/[\s・]/g, ''));
  if (/^\d+$/.test(squeezed)) return { digits: squeezed };
  const read = IS_KANA.test(squeezed) ? reading(squeezed) : IS_ROMAN.test(plain.toLowerCase()) ? roman(plain) : '';
  return { name: folded(plain, forms), read };
}

function ranked(entries, score, preferred) {
  return entries
    .map((entry) => ({ entry, score: score(entry) }))
    .filter((one) => one.score > 0)
    .map(({ entry, score: own }) => ({ entry, score: own + OF_KIND[entry.kind] + (preferred && entry.code?.startsWith(preferred) ? 12 : 0) }))
    .sort((one, other) => other.score - one.score)
    .map(({ entry }) => entry);
}

// What a text finds, best first: { found, nearest }; nearest, where nothing is found, are the most similar names.
// preferred: code of the prefecture whose municipalities come first.
export function find(text, { entries, forms }, preferred = '') {
  const whole = (query) => ranked(entries, (entry) => met(typedAs(query, forms), entry), preferred);
  const words = text.trim().split(/[\s・、,]+/).filter(Boolean).map((word) => typedAs(word, forms));
  if (!words.length) return { found: [], nearest: [] };
  const typed = typedAs(text, forms);
  let found = ranked(entries, (entry) => met(typed, entry), preferred);
  if (!found.length && words.length > 1) found = ranked(entries, (entry) => ofEveryWord(words, entry), preferred);
  if (!found.length) found = whole(text.replace(/(^|[都道府県])[^都道府県]+?郡(?=.)/, '$1'));
  if (!found.length && typed.read) found = ofOtherEnding(typed.read, entries, preferred);
  return { found, nearest: found.length ? [] : nearest(typed, entries, preferred) };
}

function ofEveryWord(words, entry) {
  const home = { names: variants(entry.where ?? '', bare(entry.where ?? '')) };
  const scores = words.map((word) => Math.max(met(word, entry), partOf(word, entry, home)));
  return scores.some((one) => one === 0) ? 0 : Math.min(...scores) + 1;
}

// A word that is the beginning of what comes before the name (長野 of 長野県木曽町), or stands somewhere in the name.
function partOf(word, entry, home) {
  const before = [[word.name, entry.names], [word.read, entry.reads]]
    .some(([query, keys]) => query && keys && keys.exact.slice(1).some((key) => key.startsWith(query)));
  return before ? WITHIN : closeness(word.name, home.names, 2) / 2;
}

// きそちょう finds 木曽町（きそまち）.
function ofOtherEnding(read, entries, preferred) {
  const without = read.replace(ENDING, '');
  if (without === read || without.length < 2) return [];
  return ranked(entries, (entry) => (entry.reads?.bare.includes(without) ? BARE : 0), preferred);
}

function nearest(typed, entries, preferred) {
  const [query, side] = typed.read ? [typed.read, 'reads'] : [typed.name ?? '', 'names'];
  if (query.length < 2) return [];
  const most = Math.max(1, Math.floor(query.length * (side === 'reads' ? 0.35 : 0.67)));
  return ranked(entries, (entry) => {
    if (!entry[side] || entry.kind === 'case') return 0;
    const apart = Math.min(...[...entry[side].exact, ...entry[side].bare].map((key) => distance(query, key, most)));
    return apart > most ? 0 : 50 * (1 - apart / (query.length + 1));
  }, preferred).slice(0, 3);
}

// Letters to change, add or leave out (Levenshtein); more than `most` is only known to be more.
export function distance(one, other, most = Infinity) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const changed = before[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1);
      now.push(Math.min(changed, before[at] + 1, now[at - 1] + 1));
    }
    before = now;
  }
  return before.at(-1);
}
