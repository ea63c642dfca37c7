import type { Positions } from '../state/projection';
import { ByteReader } from './bytes';

/** Reads an `EPP1` answer (docs/api.md). */
export function decodePositions(bytes: ArrayBuffer, axes: string[]): Positions {
  const reader = new ByteReader(bytes, 'The positions');
  reader.magic('EPP1');
  const rows = reader.uint32();
  const dimensions = reader.uint32();
  reader.uint32();
  if (dimensions !== 2 && dimensions !== 3) {
    throw new Error(`The positions have ${dimensions} dimensions; 2 or 3 were expected.`);
  }
  const values = reader.float32s(rows * dimensions);
  reader.end();
  return { dimensions, rows, values, axes: axes.slice(0, dimensions) };
}
