// The map of pydeck itself, which Streamlit draws: whether it is whole, and its picture.

const LOOK = 500; // milliseconds between two looks at a map: it is whole when nothing has changed
const LATEST = 25_000;
const LATEST_SCALED = 5_000;
const HIGHEST = 20; // components above the canvas

// Whether a map has been drawn to the end within the time for it.
export function whole(key) {
  let before = '';
  return until(() => {
    const now = glance(canvasOf(key));
    const isWhole = now !== '' && now === before;
    before = now;
    return isWhole;
  });
}

// A small copy of what is drawn, as text; nothing while nothing is.
function glance(drawing) {
  if (!drawing) return '';
  const small = Object.assign(document.createElement('canvas'), { width: 240, height: 160 });
  const blank = small.toDataURL();
  small.getContext('2d').drawImage(drawing, 0, 0, small.width, small.height);
  const text = small.toDataURL();
  return text === blank ? '' : text;
}

export function canvasOf(key) {
  const all = [...document.querySelectorAll(`.st-key-${key} .stDeckGlJsonChart canvas`)];
  return all.sort((one, other) => other.clientWidth - one.clientWidth)[0];
}

// To what listens to keys.
export function focus(key) {
  document.querySelector(`.st-key-${key} .stDeckGlJsonChart [tabindex="0"]`)?.focus();
}

// With so many pixels per pixel on the screen where the library that draws can be reached; else with the screen's.
export async function imageOf(canvas, scale) {
  const deck = deckOf(canvas);
  const onScreen = canvas.width / canvas.clientWidth;
  if (!deck || onScreen >= scale) return canvas.toDataURL('image/png');
  deck.setProps({ useDevicePixels: scale });
  await until(() => canvas.width >= scale * canvas.clientWidth, LATEST_SCALED);
  deck.redraw('picture');
  const url = canvas.toDataURL('image/png');
  deck.setProps({ useDevicePixels: onScreen });
  await until(() => { deck.redraw('screen'); return canvas.width <= onScreen * canvas.clientWidth + 1; }, LATEST_SCALED);
  return url;
}

// Streamlit keeps the drawing library in the state of a React component above the canvas, and nowhere else.
function deckOf(canvas) {
  const fiberOf = (element) => element[Object.keys(element).find((name) => name.startsWith('__reactFiber$'))];
  let element = canvas;
  while (element && !fiberOf(element)) element = element.parentElement;
  for (let fiber = element && fiberOf(element), up = 0; fiber && up < HIGHEST; fiber = fiber.return, up += 1) {
    for (let hook = fiber.memoizedState; hook?.next !== undefined; hook = hook.next) {
      const kept = hook.memoizedState;
      const deck = [kept, kept?.[0], kept?.current].find((one) => one?.deck?.setProps)?.deck;
      if (deck) return deck;
    }
  }
  return undefined;
}

export async function until(isSo, within = LATEST) {
  const latest = performance.now() + within;
  while (!isSo()) {
    if (performance.now() > latest) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  return true;
}
