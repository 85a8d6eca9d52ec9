// Streamlit's own words in Japanese, and its elements as screen readers need them: whatever it puts into the page, also later.
//
// A word of it that is not here stays English; tests/browser/test_words.py finds it.

const WORDS = new Map(Object.entries({
  // around the page
  'Skip to main content': '本文へ移動',
  'Sidebar': '画面の一覧',
  'Collapse sidebar': '画面の一覧を閉じる',
  'Expand sidebar': '画面の一覧を開く',
  'Navigate to home page': 'はじめにの画面へ',
  'Logo': 'ロゴ',
  'Link to heading': 'この見出しへのリンク',
  'Main menu': 'メニュー',
  'Rerun': '再実行',
  'Settings': '設定',
  'Print': '印刷',
  'Running...': '処理中',
  'Stop': '止める',
  'Connecting': '接続中',
  'Connection error': '接続できません',
  'Notifications': 'お知らせ',
  'Close': '閉じる',
  'Dismiss': '閉じる',
  'Error': 'エラー',
  'Error:': 'エラー：',
  'Warning': '注意',
  'Menu': 'メニュー',
  'Help': '説明',
  'Loading': '読み込み中',
  'Copy to clipboard': 'コピー',
  'Copied': 'コピーしました',
  'Copy': 'コピー',
  'Scroll tabs left': 'タブを左へ送る',
  'Scroll tabs right': 'タブを右へ送る',
  'Scrollable table': '横に動かせる表',
  'Fullscreen': '全画面',
  'Close fullscreen': '全画面を閉じる',
  // choices
  'Open': '候補を開く',
  'No results': '候補がありません',
  'No options to select.': '候補がありません',
  'Choose an option': '選んでください',
  'Choose options': '選んでください',
  'Clear all': 'すべて消す',
  'Clear value': '消す',
  'Clear entry': '消す',
  'Select all': 'すべて選ぶ',
  'Selected values': '選んだもの',
  'Multiselect': '複数選択',
  'Multiselect options': '候補',
  'Suggestions': '候補',
  'Show suggestions': '候補を開く',
  'Increment': '増やす',
  'Decrement': '減らす',
  'Invalid input.': '入力を確かめてください。',
  'Please fill out this field.': '入力してください。',
  'Press Enter to apply': 'Enter キーで決定',
  'Press Ctrl+Enter to apply': 'Ctrl+Enter キーで決定',
  'Press ⌘+Enter to apply': '⌘+Enter キーで決定',
  'Number is above the allowed range.': '上限を超えています。',
  'Number is below the allowed range.': '下限を下回っています。',
  'Show password': '文字を表示',
  'Hide password': '文字を隠す',
  'Choose date': '日を選ぶ',
  'Choose date range': '期間を選ぶ',
  'Clear date': '日を消す',
  'Clear dates': '期間を消す',
  'Select...': '選んでください',
  'Calendar': 'カレンダー',
  // files
  'Upload': 'ファイルを選ぶ',
  'file upload': 'ファイルを選ぶ',
  'Add files': 'ファイルを足す',
  'Drag and drop a file here': 'ここに置いてください',
  'Drag and drop files here': 'ここに置いてください',
  'Click to retry upload': 'もう一度送る',
  'Too many files': 'ファイルが多すぎます',
  'Error uploading file': 'ファイルを送れませんでした',
  'Network error': '通信できませんでした',
  'Download failed': 'ダウンロードできませんでした',
  // tables
  'Search': '探す',
  'Type to search': '文字を入れると探します',
  'Next Result': '次へ',
  'Previous Result': '前へ',
  'Close Search': '探すのをやめる',
  'Show/hide columns': '列の表示・非表示',
  'Download as CSV': 'CSV で入手',
  'Add row': '行を足す',
  'Delete row(s)': '行を消す',
  'Clear selection': '選択を解く',
  'Dataframe column menu': '列のメニュー',
  'Copy column name': '列の名前をコピー',
  'Sort ascending': '小さい順に並べる',
  'Sort descending': '大きい順に並べる',
  'Statistics': '統計',
  'Format': '書き方',
  'Autosize': '幅を合わせる',
  'Pin column': '列を固定する',
  'Unpin column': '列の固定を解く',
  'Hide column': '列を隠す',
  'Automatic': '自動',
  'Localized': '地域に合わせる',
  'Plain': 'そのまま',
  'Compact': '短く',
  'Dollar': 'ドル',
  'Euro': 'ユーロ',
  'Yen': '円',
  'Percent': '百分率',
  'Scientific': '指数',
  'Accounting': '会計',
  'Distance': '今からの長さ',
  'Duration': '長さ',
  'Values': '値の数',
  'Count': '個数',
  'Distinct': '種類',
  'Empty': '空欄',
  'Minimum': '最小',
  'Maximum': '最大',
  'Average': '平均',
  'Median': '中央値',
  'Standard deviation': '標準偏差',
  'Sum': '合計',
  'Range': '範囲',
  'Average length': '文字数の平均',
  'Minimum length': '文字数の最小',
  'Maximum length': '文字数の最大',
  'Distribution histogram': '分布の図',
  'Top values frequency chart': '多い値の図',
  'Based on sample': '一部の行から',
  'No data': 'データなし',
  'No content': '内容なし',
  'Failed to load data': 'データを読み込めません',
  'Save (Ctrl+Enter)': '保存（Ctrl+Enter）',
  'Cancel (Escape)': 'やめる（Esc）',
  'Edit': '直す',
  // maps of points
  'Map': '地図',
  'Mapbox logo': '地図の部品のロゴ',
  'MapLibre logo': '地図の部品のロゴ',
  'Toggle attribution': '地図の出典',
  'Zoom in': '拡大',
  'Zoom out': '縮小',
  'Zoom In': '拡大',
  'Zoom Out': '縮小',
}));

// Kinds of columns, as the menu of a column names them: none of the words above, for a column itself may be called so.
const KINDS = {
  text: '文字', number: '数', datetime: '日時', date: '日', time: '時刻', checkbox: 'はい・いいえ', list: '並び', link: 'リンク', object: '値',
  json: 'JSON', image: '画像', selectbox: '選択', multiselect: '複数選択', progress: '進み具合',
};

// With a part of the reader's page in them, which stays as it is.
const PHRASES = [
  [/^Help for (.+)$/, '「$1」の説明'],
  [/^Remove (.+)$/, '$1を外す'],
  [/^Delete (.+)$/, '$1を消す'],
  [/^Add: (.+)$/, '足す：$1'],
  [/^Select (\d+) matches$/, '当てはまる$1件を選ぶ'],
  [/^You can only select up to (\d+) options?\. Remove an option first\.$/, '選べるのは$1件までです。先に1件外してください。'],
  [/^(Fullscreen|Search|Show\/hide columns|Download as CSV|Add row|Delete row\(s\)|Clear selection|Close fullscreen): (.+)$/,
    (_, word, table) => `${WORDS.get(word)}：${table}`],
  [/^(\d+(?:\.\d+)?[KMG]B) per file$/, 'ここに置くこともできます'],
  [/^File is larger than (.+)$/, '$1 を超えています'],
  [/^(.+) files are not allowed\.$/, '$1 は選べません。'],
  [/^File type must be (?:one of )?(.+)$/, '選べるのは $1 です'],
  [/^([\d,]+) options? available\.$/, '候補は$1件です。'],
  [/^(.+), selected$/, '$1、選択中'],
  [/^\w+ icon$/, ''],  // beside its button's name
  [/^(\d+) of (\d+)$/, '$2件中 $1件目'],
  [/^(\d+|over \d+) results?$/, '$1件'],
  [/^\(?(\d+(?:\.\d+)?) seconds?\)?$/, '（$1秒）'],
  [/^\((\d+) minutes?(?:, (\d+(?:\.\d+)?) seconds?)?\)$/, (_, minutes, seconds) => `（${minutes}分${seconds ? `${seconds}秒` : ''}）`],
  [/^.*Please enter a value between (\S+) and (\S+)\.$/, '$1〜$2 の数を入力してください。'],
  [/^.*Please enter a value greater than or equal to (\S+)\.$/, '$1 以上の数を入力してください。'],
  [/^.*Please enter a value less than or equal to (\S+)\.$/, '$1 以下の数を入力してください。'],
  [/^Must match pattern: .+$/, '入力の形が違います。'],
  [/^(?:Is Streamlit still running|Streamlit server is not responding|Connection failed|Connection timed out).*$/,
    'サーバーにつながりません。しばらくしてから、画面を読み込み直してください。'],
];
const NAMES = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
// What a reader or a source has written is never a word of Streamlit's.
const WRITTEN = [
  '[role=grid] td', '[role=option][data-key]', '[data-testid=stMultiSelectTagsContainer]', '[data-testid=stFileUploaderFileName]',
  '.stMarkdown', '[data-testid=stHtml]', 'pre', 'code', 'textarea',
].join();

export function japanese(text) {
  const word = text.trim();
  const found = WORDS.get(word);
  if (found) return text.replace(word, found);
  const [form, inJapanese] = PHRASES.find(([pattern]) => pattern.test(word)) ?? [];
  return form ? text.replace(word, word.replace(form, inJapanese)) : text;
}

function mendText(node) {
  if (!/[A-Za-z]{2}/.test(node.data) || !node.parentElement || node.parentElement.closest(WRITTEN)) return;
  const text = japanese(node.data);
  if (text !== node.data) node.data = text;
}

function mendName(element, name) {
  const there = element.getAttribute(name);
  if (!there || !/[A-Za-z]{2}/.test(there)) return;
  const text = japanese(there);
  if (text !== there) element.setAttribute(name, text);
}

// selector → what assistive technology is told instead; axe-core's rule in brackets.
const ROLES = [
  // An icon is a ligature of its English name; what it stands for is written beside it, or on its button.
  ['[data-testid=stIconMaterial], span[role=img][aria-label$=" icon"]', (icon) => {
    icon.setAttribute('aria-hidden', 'true');
    icon.removeAttribute('aria-label');
    icon.removeAttribute('role');
  }],
  // Moved sideways on a phone, also by keyboard [scrollable-region-focusable].
  ['[data-testid=stTable] > div', (box) => {
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', '表');
  }],
  ['[data-testid=stDataFrameColumnMenu] [role=menu] > :first-child > [title]:first-child', (icon) => {
    icon.title = KINDS[icon.title] ?? icon.title;
  }],
  ['.gdg-search-bar input', (field) => field.setAttribute('aria-label', '表の中を探す')],
  // Named, and without a role [presentation-role-conflict].
  ['[data-testid=stFileUploaderDropzone][role=presentation]', (box) => box.setAttribute('role', 'group')],
];

function mendTree(root) {
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const [selector, mend] of ROLES) if (element.matches(selector)) mend(element);
    for (const name of NAMES) mendName(element, name);
  }
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) mendText(texts.currentNode);
}

function mendChange({ type, target, attributeName, addedNodes }) {
  if (type === 'characterData') mendText(target);
  else if (type === 'attributes') mendName(target, attributeName);
  for (const node of addedNodes) {
    if (node.nodeType === Node.ELEMENT_NODE) mendTree(node);
    else if (node.nodeType === Node.TEXT_NODE) mendText(node);
  }
}

new MutationObserver((changes) => changes.forEach(mendChange)).observe(document.documentElement, {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: NAMES,
});
mendTree(document.body);

// A link of the menu (dashboard/runtime/menu.py) changes the page as going back and forth in the history does: nothing is loaded anew.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.menu a');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState({}, '', link.href);
  dispatchEvent(new PopStateEvent('popstate'));
  if (matchMedia('(max-width: 768px)').matches) document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click();
});
