// Areas of several municipalities: the lines around them and between them, from the outlines that are there anyway.
// The outlines are one coverage: neighbours share every corner of their border.

const CELLS = 20_000; // twice the grid of the outlines: the middle of a step between two corners is a whole number of these
const WIDE = 2 ** 24;
const borders = new WeakMap();

// of: the area of a municipality by its position; municipalities without one ('') are of no area. isInland: without coasts.
export function lines(municipalities, of, isInland = false) {
  const coordinates = steps(municipalities)
    .filter(({ one, other }) => (other === null ? !isInland && of(one) : of(one) !== of(other)))
    .map(({ from, to }) => [from, to]);
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates } };
}

// Where the name of each area stands: in its first municipality that is largest. names by area.
export function named(municipalities, areas, names) {
  const largest = new Map();
  areas.forEach((area, id) => {
    if (!area) return;
    const size = corners(municipalities[id]);
    if (!largest.has(area) || size > largest.get(area).size) largest.set(area, { id, size });
  });
  return [...largest].map(([area, { id }]) => ({ id, text: names[area] })).filter(({ text }) => text);
}

function corners({ geometry }) {
  return Math.max(...geometry.coordinates.map(([ring]) => ring.length));
}

// Every step between two corners once, with the municipalities on its sides (other: null at the coast).
function steps(municipalities) {
  if (!borders.has(municipalities)) borders.set(municipalities, [...found(municipalities).values()]);
  return borders.get(municipalities);
}

function found(municipalities) {
  const known = new Map();
  municipalities.forEach(({ geometry }, id) => {
    for (const rings of geometry.coordinates) for (const ring of rings) for (let at = 0; at + 1 < ring.length; at += 1) {
      const [from, to] = [ring[at], ring[at + 1]];
      const key = Math.round(((from[0] + to[0]) / 2) * CELLS) * WIDE + Math.round(((from[1] + to[1]) / 2) * CELLS);
      const step = known.get(key);
      if (step) step.other = id;
      else known.set(key, { from, to, one: id, other: null });
    }
  });
  return known;
}
