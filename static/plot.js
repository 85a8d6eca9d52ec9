// Draws a Plotly figure when it comes into sight: only then is Plotly fetched, the largest file of all, and only what is in sight is
// drawn anew when its values change.

const version = new URL(import.meta.url).search;
const { Problem, SETTLING, explain, isSame, library, offerPicture, onPaper, unpacked, watch } = await import(new URL(`parts.js${version}`, import.meta.url));

const CONFIG = { displayModeBar: false };
const NARROWEST = 640; // pixels of a picture: what is drawn on a phone is taken away wider

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
  }, SETTLING);
  const resized = new ResizeObserver(() => {
    if (drawn && drawing.clientWidth && !matchMedia('print').matches) plotly.Plots.resize(drawing);
  });
  resized.observe(root);
  const offPaper = onPaper({ prepare: () => (root.checkVisibility() ? draw() : null), before: () => fit(drawing), after: () => unfit(drawing) });
  offerPicture(root.parentElement.querySelector('.take'), picture);

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
      root.dataset.state = 'failed';
      console.warn(error);
    }
  }

  async function picture() {
    await draw();
    const [width, height] = [Math.max(drawing.clientWidth, NARROWEST), drawing.clientHeight];
    const body = await plotly.toImage(drawing, { format: 'svg', width, height, imageDataOnly: true });
    return { panels: [{ width, height, body, lines: [root.getAttribute('aria-label')] }], words: {}, isVector: true };
  }

  return {
    update(packed) {
      if (newest && isSame(newest, packed)) return;
      newest = packed;
      if (isNear) draw();
      unpacked(packed).then(({ alt, reading }) => {
        if (newest !== packed) return;
        root.setAttribute('aria-label', alt);
        explain(root.parentElement.querySelector('.reading'), reading);
      });
    },
    destroy() {
      gone = true;
      unwatch();
      resized.disconnect();
      offPaper();
      if (drawn) plotly.purge(drawing);
    },
  };
}

// Paper is narrower than a screen: the drawing, which has the pixels of the screen, shrinks as a whole.
function fit(drawing) {
  const box = drawing.querySelector('.svg-container');
  if (!box) return;
  const { offsetWidth: width, offsetHeight: height } = box;
  box.style.aspectRatio = `${width} / ${height}`;
  for (const svg of box.querySelectorAll('.main-svg')) svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
}

function unfit(drawing) {
  const box = drawing.querySelector('.svg-container');
  if (!box) return;
  box.style.aspectRatio = '';
  for (const svg of box.querySelectorAll('.main-svg')) svg.removeAttribute('viewBox');
}
