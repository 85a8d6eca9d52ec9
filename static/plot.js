// Draws a Plotly figure when it comes into sight: only then is Plotly fetched, the largest file of all, and only what is in sight is
// drawn anew when its values change.

const version = new URL(import.meta.url).search;
const { Problem, isSame, library, unpacked, watch } = await import(new URL(`parts.js${version}`, import.meta.url));

const CONFIG = { displayModeBar: false };

const plots = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector('.plot');
  if (!plots.has(root)) plots.set(root, createPlot(root));
  const plot = plots.get(root);
  plot.update(data);
  return () => {
    plots.delete(root);
    plot.destroy();
  };
}

function createPlot(root) {
  const drawing = root.querySelector('.drawing');
  const problem = root.querySelector('.problem');
  let newest, drawn, plotly;
  let isNear = false;
  let gone = false;

  const unwatch = watch(root, (near) => {
    isNear = near;
    if (isNear) draw();
  });
  const resized = new ResizeObserver(() => {
    if (drawn && drawing.clientWidth) plotly.Plots.resize(drawing);
  });
  resized.observe(root);
  // Paper has no sight to come into.
  window.addEventListener('beforeprint', draw);

  async function draw() {
    const packed = newest;
    if (!packed || packed === drawn) return;
    try {
      const [{ figure }, loaded] = await Promise.all([
        unpacked(packed),
        library(`app/static/plotly.min.js${version}`, 'Plotly', 'グラフの部品を読み込めません。'),
      ]);
      plotly = loaded;
      if (gone || newest !== packed || drawn === packed) return;
      await plotly.react(drawing, figure.data, figure.layout, CONFIG);
      drawn = packed;
      root.dataset.state = 'ready';
      problem.hidden = true;
    } catch (error) {
      if (gone) return;
      problem.textContent = error instanceof Problem ? error.message : 'グラフを表示できません。';
      problem.hidden = false;
      console.warn(error);
    }
  }

  return {
    update(packed) {
      if (newest && isSame(newest, packed)) return;
      newest = packed;
      if (isNear) draw();
      unpacked(packed).then(({ alt }) => newest === packed && root.setAttribute('aria-label', alt));
    },
    destroy() {
      gone = true;
      unwatch();
      resized.disconnect();
      window.removeEventListener('beforeprint', draw);
      if (drawn) plotly.purge(drawing);
    },
  };
}
