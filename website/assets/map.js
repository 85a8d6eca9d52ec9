// The start page: the map, the choice of a prefecture, and the numbers of the map as a table. What is chosen stands in the address
// (#pref=35&metric=…&frame=…), so that it can be sent on.

(async () => {
  const { html, message, metrics, prefectures } = await gunmane.file('map');
  const names = ['choropleth', 'choropleth_values', 'choropleth_legend', 'parts'];
  const [{ default: draw }, { createValues, positionOf }, { element, shown }, { fetched, once, outlines }] = await Promise.all(names.map((name) => gunmane.load(`${name}.js`)));
  const [select, way, below] = ['#prefecture', '#profile', '#shown'].map((one) => document.querySelector(one));
  const root = document.querySelector('#map').attachShadow({ mode: 'open' });
  root.innerHTML = html;
  const values = createValues(once, fetched, message.words);
  const usual = { pref: '', muni: '', metric: message.metric_id, frame: '', beside: '' };
  let chosen = read();
  let latest;

  // What the address says, as far as it is known here.
  function read() {
    const said = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const pref = said.muni && !said.pref ? said.muni.slice(0, 2) : said.pref;
    return {
      ...usual,
      pref: pref in prefectures ? pref : '',
      muni: /^\d{6}$/.test(said.muni) && said.muni.startsWith(pref) ? said.muni : '',
      metric: message.offered.some(({ id }) => id === said.metric) ? said.metric : usual.metric,
      frame: said.frame ?? '',
      beside: said.beside ?? '',
    };
  }

  function write() {
    const told = Object.entries(chosen).filter(([name, value]) => value && value !== usual[name]);
    history.replaceState(null, '', `#${new URLSearchParams(told)}`);
  }

  function show() {
    const { pref, muni, metric, frame, beside } = chosen;
    select.value = pref;
    way.hidden = !pref;
    if (pref) Object.assign(way, { href: `profiles/${pref}.html`, textContent: `${prefectures[pref].name}のカルテ` });
    draw({
      data: {
        ...message,
        offered: [...message.offered],
        metric_id: metric,
        frame: frame || null,
        beside,
        prefecture: pref || null,
        bounds: pref ? prefectures[pref].bounds : null,
        chosen: muni ? [muni] : [],
      },
      parentElement: root,
      setTriggerValue: hear,
      setStateValue() {},
    });
    tell();
  }

  function hear(what, value) {
    if (what === 'chosen') location.href = `profiles/${value}.html`;
    if (what !== 'followed') return;
    chosen = { ...chosen, ...value, frame: value.frame ?? '' };
    write();
    tell();
  }

  // The same numbers as a table, the highest first, and what is to be known of the metric.
  async function tell() {
    const asked = (latest = {});
    const metric = message.offered.find(({ id }) => id === chosen.metric);
    const [content, { municipalities: { features } }] = await Promise.all([values.content(metric, positionOf(metric, chosen.frame)), outlines(message.outlines)]);
    if (latest !== asked) return;
    const { columns, headline, legend, marks } = content;
    const marked = new Map(Object.entries(marks).flatMap(([words, ids]) => ids.map((id) => [id, words])));
    const ids = features.map((_, id) => id).filter((id) => !chosen.pref || features[id].properties.prefecture_code === chosen.pref);
    const number = (id) => (columns[0].values[id] === '' ? -Infinity : Number(columns[0].values[id]));
    ids.sort((one, other) => number(other) - number(one) || one - other);
    const where = chosen.pref ? prefectures[chosen.pref].name : '全国';
    const { why, formula, caveats, sources } = metrics[metric.id];
    below.replaceChildren(
      element('h2', {}, `${where}の${headline.title}`),
      element('p', {}, `${headline.when}｜${headline.basis}｜収録 ${headline.coverage}`),
      tableOf(ids, features, columns, marked, legend.missing, `${where}の${headline.title}`),
      fold('この指標について', [why, ...(formula ? [`計算：${formula}`] : []), ...caveats]),
      element('p', { class: 'note' }, headline.source),
      Object.assign(element('div', {}), { innerHTML: `<h3>この指標の資料</h3>${sources}` }),
    );
  }

  function tableOf(ids, features, columns, marked, missing, name) {
    const heads = ['市区町村', ...columns.map(({ label, unit }) => (unit ? `${label}（${unit}）` : label)), '備考'];
    const rows = ids.map((id) => {
      const { lg_code: code, name: town, prefecture } = features[id].properties;
      const label = chosen.pref ? town : `${prefecture} ${town}`;
      const known = (column) => (column.values[id] === '' ? (marked.has(id) ? '' : column === columns[0] ? missing : '') : shown(column, id, missing)[0]);
      return element('tr', {}, element('th', { scope: 'row' }, element('a', { href: `profiles/${code}.html` }, label)), ...columns.map((column) => element('td', {}, known(column))), element('td', {}, marked.get(id) ?? ''));
    });
    const table = element('table', { class: 'shown' }, element('caption', {}, name), element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))), element('tbody', {}, ...rows));
    return element('div', { class: 'wide high', role: 'region', tabindex: '0', 'aria-label': `${name}の表` }, table);
  }

  function fold(title, lines) {
    return element('details', {}, element('summary', {}, title), ...lines.map((line) => element('p', {}, line)));
  }

  select.onchange = () => {
    chosen = { ...chosen, pref: select.value, muni: '' };
    write();
    show();
  };
  window.addEventListener('hashchange', () => {
    if (!location.hash.includes('=')) return; // a place on this page
    chosen = read();
    show();
  });
  show();
})();
