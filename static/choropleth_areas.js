// Areas of several municipalities: the lines around them and between them, from the outlines that are there anyway.
// The outlines are one coverage: neighbours share their border (parts.js, outlines).

// of: the area of a municipality by its position; municipalities without one ('') are of no area. isInland: without coasts.
export function lines(borders, of, isInland = false) {
  return joined(borders.filter(({ one, other }) => (other === null ? !isInland && of(one) : of(one) !== of(other))));
}

// The lines within areas.
export function within(borders, of) {
  return joined(borders.filter(({ one, other }) => other !== null && of(one) === of(other)));
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

function joined(borders) {
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: borders.map(({ line }) => line) } };
}
