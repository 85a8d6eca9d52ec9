// The map as long as nobody has touched it: a picture on a plain canvas, there at once. MapLibre takes longer to begin than all the rest
// of a page, and most readers look; who touches the map gets it (choropleth_live.js) at the same place, in the same colours.

const { WORLD, acrossOf, downOf, framed, isInSight, projected } = await import(new URL(`parts.js${new URL(import.meta.url).search}`, import.meta.url));

const NEAREST = 13;

// canvas: lies over the pane. shapes: as parts.js (outlines) gives them. lines: borders and coasts, as areas.js joins them.
export function createStill(canvas, shapes, lines, looks) {
  const municipalities = shapes.municipalities.features.map(ringsOf);
  let scene, camera;
  canvas.setAttribute('aria-label', looks.MESSAGES['Map.Title']);

  // next: as the pane has it (choropleth_pane.js).
  function show(next) {
    scene = next;
    if (camera && canvas.clientWidth) paint(canvas, window.devicePixelRatio || 1);
  }

  // Has bounds in the middle of what a margin leaves of the canvas, as MapLibre has; the next drawing shows them.
  function look(bounds, margins) {
    camera = framed(bounds, { ...margins, width: canvas.clientWidth, height: canvas.clientHeight, nearest: NEAREST });
  }

  // On a canvas, in so many of its pixels per pixel of the screen.
  function paint(onto, ratio) {
    const { clientWidth: width, clientHeight: height } = canvas;
    Object.assign(onto, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const context = onto.getContext('2d');
    context.scale(ratio, ratio);
    context.fillStyle = looks.SEA;
    context.fillRect(0, 0, width, height);
    context.miterLimit = 2; // MapLibre's
    for (const [color, ids] of grouped(municipalities.keys(), (id) => scene.colors[id])) fill(context, ids, color);
    const pattern = patternOf(context, looks.hatch());
    for (const [opacity, ids] of grouped(scene.missing.keys(), (id) => scene.missing.get(id))) {
      context.globalAlpha = opacity;
      fill(context, ids, pattern);
    }
    for (const line of looks.LINES) stroke(context, line);
  }

  function fill(context, ids, style) {
    context.beginPath();
    for (const id of ids) for (const ring of municipalities[id]) trace(context, ring);
    context.fillStyle = style;
    context.fill('evenodd');
  }

  function stroke(context, { of, color, calm, widths, opacities = [1, 1], join = 'miter' }) {
    const drawn = { borders: scene.isByPrefecture ? null : lines.borders, coasts: lines.coasts, ...scene }[of];
    if (!drawn) return;
    context.beginPath();
    for (const ring of ringsOf(drawn)) trace(context, ring);
    Object.assign(context, { strokeStyle: (scene.prefecture && calm) || color, lineJoin: join });
    [context.lineWidth, context.globalAlpha] = [widths, opacities].map((ends) => looks.byZoom(getZoom(), ends));
    context.stroke();
  }

  function trace(context, ring) {
    const { scale, x, y, width, height } = camera;
    if (!isInSight(ring, project, width, height)) return;
    ring.forEach(([longitude, latitude], at) => context[at ? 'lineTo' : 'moveTo'](acrossOf(longitude) * scale + x, downOf(latitude) * scale + y));
  }

  function project(place) {
    return projected(place, camera);
  }

  function getZoom() {
    return Math.log2(camera.scale / WORLD);
  }

  // Whether the drawing is as large as the canvas is seen.
  function fits() {
    return canvas.width === Math.round(canvas.clientWidth * (window.devicePixelRatio || 1));
  }

  function imageOf(ratio) {
    const copy = document.createElement('canvas');
    paint(copy, ratio);
    return copy.toDataURL('image/png');
  }

  return { show, look, fits, project, getZoom, imageOf, drawing: () => canvas };
}

function grouped(ids, keyOf) {
  const groups = new Map();
  for (const id of ids) {
    const key = keyOf(id);
    if (groups.has(key)) groups.get(key).push(id);
    else groups.set(key, [id]);
  }
  return groups;
}

// All lines of polygons and lines.
function ringsOf(shape) {
  if (shape.features) return shape.features.flatMap(ringsOf);
  const { type, coordinates } = shape.geometry;
  return type === 'MultiPolygon' ? coordinates.flat() : coordinates;
}

function patternOf(context, image) {
  const tile = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  tile.getContext('2d').putImageData(image, 0, 0);
  const pattern = context.createPattern(tile, 'repeat');
  pattern.setTransform(new DOMMatrix().scale(0.5)); // it is drawn for twice the pixels
  return pattern;
}
