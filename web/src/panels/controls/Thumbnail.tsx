import { useLayoutEffect, useRef } from 'preact/hooks';
import { showSprites } from '../../state/appearance';
import { sprite, thumbnailOf } from '../../state/sprite';

/** The image of a row within a square of `side` CSS pixels; an empty one for a row without image, nothing where there are no images. */
export function Thumbnail({ row, side, label }: { row: number; side: number; label?: string }) {
  const sheet = showSprites.value ? sprite.value : null;
  const canvas = useRef<HTMLCanvasElement>(null);
  const found = sheet === null ? null : thumbnailOf(sheet, row);
  const longest = found === null ? 1 : Math.max(found.width, found.height);
  const scale = side / longest;
  const [width, height] = found === null ? [side, side] : [found.width * scale, found.height * scale];
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || found === null || context === null || context === undefined) {
      return;
    }
    const density = Math.max(window.devicePixelRatio, 1);
    canvas.current.width = Math.max(1, Math.round(width * density));
    canvas.current.height = Math.max(1, Math.round(height * density));
    context.imageSmoothingEnabled = scale * density < 1.5;
    context.imageSmoothingQuality = 'high';
    context.drawImage(
      found.image,
      found.x,
      found.y,
      found.width,
      found.height,
      0,
      0,
      canvas.current.width,
      canvas.current.height,
    );
  }, [sheet, row, side]);
  if (sheet === null || (found === null && label !== undefined)) {
    return null;
  }
  const box = { width: `${side}px`, height: label === undefined ? `${side}px` : `${height}px` };
  return (
    <span class="thumbnail" style={box}>
      {found !== null && (
        <canvas
          ref={canvas}
          style={{ width: `${width}px`, height: `${height}px` }}
          {...(label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label })}
        />
      )}
    </span>
  );
}
