// Marks the terms of the glossary where a page uses them first, in its lead, headings and captions, and shows what each means.
//
// The texts are React's: its own text nodes stay, shortened, and what is set beside one goes when React changes it.

const { isSame, unpacked } = await import(new URL(`parts.js${new URL(import.meta.url).search}`, import.meta.url));

const CAPTION = '[data-testid="stCaptionContainer"]';
const HEADINGS = 'h1, h2, h3, h4';
const LEFT_OUT = 'a, button, [role=button], code, pre, svg';
const OF_WORDS = '[\\p{Script=Han}\\p{Script=Katakana}ー]';
const REST = 60; // milliseconds after a change of the page
const AWAY = 200; // milliseconds in which the pointer gets from a term to what is said of it
const GAP = 6; // pixels

let packed, meanings, pattern, resting, leaving, shown;
const besides = new Map(); // a text node of React's → what stands beside it
const watching = new MutationObserver((records) => {
  restoreAll(records);
  markSoon();
});
const card = Object.assign(document.createElement('div'), { id: 'term_meaning', className: 'term_meaning', popover: 'manual', lang: 'ja' });
card.setAttribute('role', 'tooltip');

export default function ({ data }) {
  if (packed && isSame(packed, data)) return;
  packed = data;
  unpacked(data).then((rows) => {
    meanings = new Map(rows.map(([spelling, ...meaning]) => [spelling, meaning]));
    pattern = patternOf([...meanings.keys()]);
    if (!card.isConnected) listen();
    markSoon();
  });
}

// Not a part of a longer word: 推計 is no term in 推計人口, while 土木技師数 and 一般行政部門職員数 count by a term.
function patternOf(spellings) {
  const escaped = spellings.map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<!${OF_WORDS})(?:${escaped.join('|')})(?!(?!数|職員)${OF_WORDS})`, 'gu');
}

// ---- in the texts of the page

function restoreAll(records) {
  for (const { type, target, removedNodes } of records) (type === 'characterData' ? [target] : removedNodes).forEach(restore);
}

// React has written this text anew, or taken it away.
function restore(node) {
  for (const beside of besides.get(node) ?? []) beside.remove();
  besides.delete(node);
}

function markSoon() {
  resting ??= setTimeout(mark, REST);
}

function mark() {
  resting = undefined;
  restoreAll(watching.takeRecords());
  for (const node of besides.keys()) if (!node.isConnected) besides.delete(node);
  const known = new Set([...document.querySelectorAll('.term')].map(({ dataset }) => dataset.term));
  for (const node of places().flatMap(textsOf)) markIn(node, known);
  watching.takeRecords();
  if (shown && !shown.isConnected) hide();
}

// Headings and captions in sight, and the sentence between the title and the first section.
function places() {
  const all = [...document.querySelectorAll(`.stMain :is(${HEADINGS}, .stMarkdown p, ${CAPTION} p)`)].filter((one) => one.checkVisibility());
  const isHeading = (one) => one.matches(HEADINGS);
  const isNamed = (one) => isHeading(one) || one.closest(CAPTION);
  const title = all.findIndex((one) => one.matches('h1'));
  const section = all.findIndex((one, at) => at > title && isHeading(one));
  const lead = all.findIndex((one, at) => at > title && !isNamed(one));
  return all.filter((one, at) => isNamed(one) || (at === lead && (section < 0 || at < section)));
}

function textsOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(LEFT_OUT)) texts.push(walker.currentNode);
  return texts;
}

function markIn(node, known) {
  const words = node.data;
  const found = [...words.matchAll(pattern)].filter(({ 0: spelling }) => {
    const [term] = meanings.get(spelling);
    return !known.has(term) && known.add(term);
  });
  if (!found.length) return;
  const beside = found.flatMap(({ 0: spelling, index }, at) => [
    button(spelling),
    document.createTextNode(words.slice(index + spelling.length, found[at + 1]?.index)),
  ]);
  node.data = words.slice(0, found[0].index);
  node.after(...beside);
  besides.set(node, [...besides.get(node) ?? [], ...beside]);
}

// No real button: with one, screen readers would part the words of a heading.
function button(spelling) {
  const term = Object.assign(document.createElement('span'), { className: 'term', textContent: spelling, tabIndex: 0 });
  term.setAttribute('role', 'button');
  [term.dataset.term] = meanings.get(spelling);
  return term;
}

// ---- what a term means

function listen() {
  document.body.append(card);
  watching.observe(document.querySelector('[data-testid=stApp]'), { subtree: true, childList: true, characterData: true });
  const termAt = ({ target }) => target.closest?.('.term');
  const isOnCard = ({ target }) => card.contains(target);
  document.addEventListener('pointerover', (event) => {
    if (termAt(event)) show(termAt(event));
    else if (isOnCard(event)) clearTimeout(leaving);
  });
  document.addEventListener('pointerout', (event) => {
    if ((termAt(event) || isOnCard(event)) && document.activeElement !== shown) leaving = setTimeout(hide, AWAY);
  });
  document.addEventListener('focusin', (event) => (termAt(event) ? show(termAt(event)) : hide()));
  document.addEventListener('focusout', (event) => termAt(event) && hide());
  document.addEventListener('click', (event) => (termAt(event) ? show(termAt(event)) : isOnCard(event) || hide()));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    else if (event.key === 'Enter' && termAt(event)) show(termAt(event));
  });
  document.addEventListener('scroll', place, true);
  window.addEventListener('resize', place);
}

function show(term) {
  clearTimeout(leaving);
  if (shown === term) return;
  hide();
  shown = term;
  const [name, reading, meaning] = meanings.get(term.textContent);
  const title = Object.assign(document.createElement('b'), { textContent: `${name}（${reading}）` });
  card.replaceChildren(title, meaning);
  term.setAttribute('aria-describedby', card.id);
  card.showPopover();
  place();
}

function hide() {
  clearTimeout(leaving);
  if (!shown) return;
  shown.removeAttribute('aria-describedby');
  shown = undefined;
  card.hidePopover();
}

// Below the term, or above it where there is no room.
function place() {
  if (!shown) return;
  const { left, top, bottom } = shown.getBoundingClientRect();
  const right = document.documentElement.clientWidth - card.offsetWidth - GAP;
  const isBelow = bottom + GAP + card.offsetHeight <= window.innerHeight;
  card.style.left = `${Math.max(GAP, Math.min(left, right))}px`;
  card.style.top = `${isBelow ? bottom + GAP : Math.max(GAP, top - GAP - card.offsetHeight)}px`;
}
