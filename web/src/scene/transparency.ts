/**
 * The picture without its ground, from two of the same thing: one on black, one on white. A canvas that is opaque can so be made
 * transparent: what differs by the whole of black and white is ground, what does not differ is drawn upon.
 *
 * @param onBlack Red, green, blue, alpha of each pixel, [w·h·4]; becomes the result, with colours that are not multiplied by alpha.
 * @param onWhite The same on white.
 */
export function withoutGround(onBlack: Uint8ClampedArray, onWhite: Uint8ClampedArray): void {
  for (let at = 0; at < onBlack.length; at += 4) {
    let ground = 0;
    for (let channel = 0; channel < 3; channel++) {
      ground += (onWhite[at + channel] ?? 0) - (onBlack[at + channel] ?? 0);
    }
    const alpha = 255 - Math.min(Math.max(ground / 3, 0), 255);
    for (let channel = 0; channel < 3; channel++) {
      onBlack[at + channel] = alpha === 0 ? 0 : ((onBlack[at + channel] ?? 0) * 255) / alpha;
    }
    onBlack[at + 3] = alpha;
  }
}
