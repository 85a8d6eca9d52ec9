// Layers of pydeck on a plain canvas, as deck.gl shows them from above: outlines, lines and points.

const { acrossOf, downOf, projected } = await import(new URL(`parts.js${new URL(import.meta.url).search}`, import.meta.url));

const EQUATOR = 40_075_017; // metres
const FULL = Math.PI * 2;
const KINDS = { GeoJsonLayer: land, LineLayer: lines, ScatterplotLayer: points };

// camera: as parts.js (framed) gives it.
export function paint(context, layers, camera) {
  for (const layer of layers) KINDS[layer['@@type']](context, layer, camera);
}

// What stands in the layer's own words is a column of its rows, else it is the same for all.
function told(accessor) {
  return `${accessor}`.startsWith('@@=') ? (row) => row[accessor.slice(3)] : () => accessor;
}

function styleOf([red, green, blue, alpha = 255]) {
  return `rgb(${red} ${green} ${blue} / ${alpha / 255})`;
}

function land(context, { data, getFillColor, getLineColor, lineWidthMinPixels }, { scale, x, y }) {
  context.beginPath();
  for (const { geometry } of data.features) {
    for (const ring of geometry.coordinates.flat()) {
      ring.forEach(([longitude, latitude], at) => context[at ? 'lineTo' : 'moveTo'](acrossOf(longitude) * scale + x, downOf(latitude) * scale + y));
    }
  }
  Object.assign(context, { fillStyle: styleOf(getFillColor), strokeStyle: styleOf(getLineColor), lineWidth: lineWidthMinPixels });
  context.fill('evenodd');
  context.stroke();
}

function lines(context, { data, getSourcePosition, getTargetPosition, getColor, getWidth, widthMinPixels }, camera) {
  const [from, to] = [told(getSourcePosition), told(getTargetPosition)];
  context.beginPath();
  for (const row of data) {
    const [start, end] = [projected(from(row), camera), projected(to(row), camera)];
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
  }
  Object.assign(context, { strokeStyle: styleOf(getColor), lineWidth: Math.max(getWidth, widthMinPixels) });
  context.stroke();
}

function points(context, layer, camera) {
  const [placeOf, colorOf, radiusOf] = [layer.getPosition, layer.getFillColor, layer.getRadius].map(told);
  const { radiusMinPixels: least = 0, radiusMaxPixels: most = Infinity, opacity = 1, lineWidthMinPixels: lineWidth } = layer;
  const inPixels = layer.radiusUnits === 'pixels';
  context.save();
  Object.assign(context, { globalAlpha: opacity ** (1 / 2.2), strokeStyle: styleOf(layer.getLineColor), lineWidth });
  for (const row of layer.data) {
    const place = placeOf(row);
    const { x, y } = projected(place, camera);
    const perMetre = camera.scale / EQUATOR / Math.cos((place[1] * Math.PI) / 180);
    context.beginPath();
    context.arc(x, y, Math.min(Math.max(radiusOf(row) * (inPixels ? 1 : perMetre), least), most), 0, FULL);
    context.fillStyle = styleOf(colorOf(row));
    context.fill();
    if (layer.stroked) context.stroke();
  }
  context.restore();
}
