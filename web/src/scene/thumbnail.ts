/** CSS pixels of a thumbnail, twice as many in the picture for dense displays. */
const [width, height, density] = [144, 90, 2];
/** Share of the map that the picture shows. */
const middle = 0.75;

/** A small picture of the middle of the map, as a data URL. To be called right after it was painted: a browser keeps no picture for longer. */
export function thumbnailOf(layers: readonly HTMLCanvasElement[]): string {
  const small = document.createElement('canvas');
  small.width = width * density;
  small.height = height * density;
  const context = small.getContext('2d');
  const [first] = layers;
  if (context === null || first === undefined) {
    return '';
  }
  context.imageSmoothingQuality = 'high';
  // A part of the map that has the shape of the thumbnail, so that nothing is squeezed; the rim, where few points are, is left out.
  const share = middle * Math.min(first.width / width, first.height / height);
  const [w, h] = [width * share, height * share];
  for (const layer of layers) {
    context.drawImage(layer, (layer.width - w) / 2, (layer.height - h) / 2, w, h, 0, 0, small.width, small.height);
  }
  return small.toDataURL('image/webp', 0.85);
}
