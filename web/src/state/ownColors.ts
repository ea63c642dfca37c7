/** A colour that a person gave to a value of a column; columns and values go by name, so that it holds for the next version of a file. */
export interface OwnColor {
  column: string;
  /** Key of the legend entry. */
  key: string;
  /** CSS hex colour "#rrggbb" in lower case. */
  color: string;
}

/** The list with `color` for one value; null takes the value back to its default. */
export function withOwnColor(
  own: readonly OwnColor[],
  column: string,
  key: string,
  color: string | null,
): readonly OwnColor[] {
  const others = own.filter((one) => one.column !== column || one.key !== key);
  return color === null ? others : [...others, { column, key, color: color.toLowerCase() }];
}
