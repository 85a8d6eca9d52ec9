// A box in which a reader finds things as they type, with the keyboard alone: one over everything in the frame of the page (Ctrl+K or /),
// and those in which a municipality, or several, are chosen. All share the one index, which the box in the frame brings when a reader
// comes to one of them.

const version = new URL(import.meta.url).search;
const { isSame, unpacked } = await import(new URL(`parts.js${version}`, import.meta.url));
const { entriesOf, find } = await import(new URL(`matching.js${version}`, import.meta.url));

const SHOWN = 50;
const ROOM = 260; // pixels below the box that a list needs, else it stands above
const KINDS = { municipality: '', prefecture: '', former: '', metric: '指標', page: '画面', case: '事例', term: '用語', handbook: '手引き' };

const PATIENCE = 400; // milliseconds after which a reader is told what is waited for

// edition: the newest one the server has; ask: gets it, where a box can.
const index = { packed: null, sent: null, content: null, listeners: new Set(), edition: undefined, asked: undefined, ask: null };
const finders = new WeakMap();

async function take(packed) {
  if (index.packed && isSame(index.packed, packed)) return;
  index.packed = packed;
  index.sent = await unpacked(packed);
  index.content = null;
  index.listeners.forEach((tell) => tell());
}

// A box is told in plain; the one in the frame comes packed with the index once that is asked for.
async function boxOf(data) {
  if (!(data instanceof Uint8Array)) return data;
  await take(data);
  return index.sent.box;
}

// Older ones do until the newest has come.
function want() {
  if (!index.ask || index.asked === index.edition || index.sent?.box.edition === index.edition) return;
  index.asked = index.edition;
  index.ask(index.edition);
}

// Made when the first reader asks: a page that is only read need not wait for it.
function content() {
  if (!index.content && index.sent) index.content = entriesOf(index.sent);
  return index.content;
}

export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  const root = parentElement.querySelector('.finder');
  if (!finders.has(root)) finders.set(root, createFinder(root));
  const finder = finders.get(root);
  boxOf(data).then((box) => {
    if (box.edition) Object.assign(index, { edition: box.edition, asked: undefined, ask: (edition) => setStateValue('wanted', edition) });
    finder.update(box, (chosen) => setTriggerValue('chosen', chosen));
  });
  return () => {
    finders.delete(root);
    finder.destroy();
  };
}

function createFinder(root) {
  const parts = ['label', 'input', '.clear', '.panel', '.note', '.panel ul', '.chosen'];
  const [label, input, clear, panel, note, list, chips] = parts.map((part) => root.querySelector(part));
  const aborted = new AbortController();
  const { signal } = aborted;
  let box = {};
  let choose = () => {};
  let options = [];
  let active = -1;
  let waiting;

  const isHere = () => root.getRootNode().activeElement === input;

  // Of a box for several: those it allows (all where it names none) that are not chosen yet.
  const isOffered = (entry) => box.kinds.includes(entry.kind) && (!box.within || box.within.has(entry.id)) && !box.taken.has(entry.id);
  const offered = () => content().entries.filter(isOffered);

  function answer() {
    const text = input.value.trim();
    if (!text || text === box.text) {
      const isNear = (entry) => (box.within ? true : box.preferred && entry.code.startsWith(box.preferred));
      const all = offered().filter((entry) => entry.kind === 'municipality' && isNear(entry));
      if (box.within) all.sort((one, other) => box.within.get(one.id) - box.within.get(other.id)); // as the page ranks them
      return { said: all.length ? '' : box.hint, rows: all, first: -1 };
    }
    const { found, nearest } = find(text, { ...content(), entries: offered() }, box.preferred);
    if (found.length) return { said: found.length > SHOWN ? `${found.length}件のうち${SHOWN}件` : '', rows: found.slice(0, SHOWN), first: 0 };
    const also = nearest.length ? '近い名前：' : '言葉を短くするか、ほかの書き方で探してください。';
    return { said: `「${text}」は見つかりません。${also}`, rows: nearest, first: -1 };
  }

  function open() {
    if (input.readOnly) return;
    want();
    clearTimeout(waiting);
    if (index.sent) show(answer());
    else waiting = setTimeout(show, PATIENCE, { said: '候補を読み込んでいます。', rows: [], first: -1 });
  }

  function show({ said, rows, first }) {
    note.textContent = said;
    note.hidden = !said;
    options = rows;
    list.replaceChildren(...rows.map(row));
    activate(first);
    if (!panel.matches(':popover-open')) panel.showPopover();
    place();
    input.setAttribute('aria-expanded', 'true');
    list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  function row(entry, at) {
    const item = document.createElement('li');
    item.id = `option-${at}`;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', entry.id === box.value);
    const [name, where] = [document.createElement('span'), document.createElement('small')];
    name.textContent = entry.kind === 'former' ? `旧 ${entry.name}` : entry.name;
    where.textContent = [KINDS[entry.kind], entry.where].filter(Boolean).join('　');
    item.append(name, ' ', where);
    return item;
  }

  function activate(at) {
    active = at;
    [...list.children].forEach((item, own) => item.classList.toggle('active', own === at));
    if (at < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `option-${at}`);
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  function place() {
    const around = input.getBoundingClientRect();
    const width = Math.min(Math.max(around.width, 320), innerWidth - 16);
    const below = innerHeight - around.bottom;
    const isAbove = below < ROOM && around.top > below;
    panel.style.width = `${width}px`;
    panel.style.left = `${Math.max(8, Math.min(around.left, innerWidth - width - 8))}px`;
    panel.style.maxHeight = `${Math.min(400, (isAbove ? around.top : below) - 12)}px`;
    panel.style.top = isAbove ? 'auto' : `${around.bottom + 4}px`;
    panel.style.bottom = isAbove ? `${innerHeight - around.top + 4}px` : 'auto';
  }

  function close() {
    clearTimeout(waiting);
    if (panel.matches(':popover-open')) panel.hidePopover();
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function leave() {
    close();
    input.value = box.text;
    showClear();
  }

  function pick(entry) {
    box.text = box.isPicker && !box.chosen ? entry.name : '';
    leave();
    if (!box.chosen) input.blur(); // who chooses several types on
    choose({ kind: entry.kind, id: entry.id });
  }

  function remove(id) {
    choose({ kind: '', id });
    input.focus();
    close();
  }

  function showClear() {
    clear.hidden = !(box.isPicker && box.value);
  }

  function chip([id, name]) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = '×';
    button.setAttribute('aria-label', `${name}を外す`);
    button.addEventListener('click', () => remove(id), { signal });
    item.append(name, button);
    return item;
  }

  function showChosen() {
    const isFull = box.chosen?.length >= box.most;
    input.readOnly = Boolean(isFull);
    if (isFull) input.placeholder = `${box.most}まで選びました`;
    chips.hidden = !box.chosen?.length;
    if (chips.dataset.shown === JSON.stringify(box.chosen)) return;
    chips.dataset.shown = JSON.stringify(box.chosen);
    chips.replaceChildren(...(box.chosen ?? []).map(chip));
  }

  function pressed(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      if (panel.matches(':popover-open')) activate(Math.max(0, Math.min(options.length - 1, active + step)));
      else open();
    } else if (event.key === 'Enter' && panel.matches(':popover-open')) {
      event.preventDefault();
      if (active >= 0) pick(options[active]);
    } else if (event.key === 'Backspace' && !input.value && box.chosen?.length) {
      remove(box.chosen.at(-1)[0]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
      input.select();
    }
  }

  function called(event) {
    if (box.isPicker || event.isComposing) return;
    const target = event.composedPath()[0];
    const isTyping = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    const isAsked = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k';
    if (!isAsked && (event.key !== '/' || isTyping || event.ctrlKey || event.altKey || event.metaKey)) return;
    event.preventDefault();
    root.scrollIntoView({ block: 'nearest' });
    input.focus();
  }

  input.addEventListener('focus', () => { input.select(); open(); }, { signal });
  input.addEventListener('click', () => { if (!panel.matches(':popover-open')) open(); }, { signal });
  input.addEventListener('input', open, { signal });
  input.addEventListener('keydown', pressed, { signal });
  input.addEventListener('blur', leave, { signal });
  panel.addEventListener('pointerdown', (event) => event.preventDefault(), { signal }); // the box keeps the focus
  list.addEventListener('click', (event) => {
    const at = [...list.children].indexOf(event.target.closest('li'));
    if (at >= 0) pick(options[at]);
  }, { signal });
  clear.addEventListener('click', () => choose({ kind: '', id: '' }), { signal });
  document.addEventListener('keydown', called, { signal });
  window.addEventListener('resize', () => { if (panel.matches(':popover-open')) place(); }, { signal });
  document.addEventListener('scroll', () => { if (panel.matches(':popover-open')) place(); }, { signal, capture: true, passive: true });
  const came = () => { if (isHere()) open(); };
  index.listeners.add(came);

  return {
    update(next, told) {
      choose = told;
      box = { ...next, within: next.within && new Map(next.within.map((id, at) => [id, at])), taken: new Set(next.chosen?.map(([id]) => id)) };
      label.textContent = box.label;
      label.classList.toggle('unseen', !box.isPicker);
      input.placeholder = box.placeholder + (box.shortcut && matchMedia('(hover: hover)').matches ? box.shortcut : '');
      root.classList.toggle('search', !box.isPicker);
      showClear();
      showChosen();
      if (isHere()) want(); // who was here before the box could ask
      else input.value = box.text;
      root.dataset.state = 'ready';
    },
    destroy() {
      aborted.abort();
      index.listeners.delete(came);
    },
  };
}
