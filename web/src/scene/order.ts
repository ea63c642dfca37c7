/**
 * The value that would be at `rank` (0-based) were `values` in ascending order; leaves them partly ordered. Takes time
 * proportional to their number on average (Hoare's quickselect, 1961), where sorting a million takes a tenth of a second.
 */
export function valueAtRank(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >>> 1] ?? 0;
    let i = left - 1;
    let j = right + 1;
    for (;;) {
      do {
        i++;
      } while ((values[i] ?? 0) < pivot);
      do {
        j--;
      } while ((values[j] ?? 0) > pivot);
      if (i >= j) {
        break;
      }
      [values[i], values[j]] = [values[j] ?? 0, values[i] ?? 0];
    }
    if (rank <= j) {
      right = j;
    } else {
      left = j + 1;
    }
  }
  return values[left] ?? Number.NaN;
}
