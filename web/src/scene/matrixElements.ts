/** The sixteen values of a 4 × 4 matrix, column by column. */
export type MatrixElements = [
  ...[number, number, number, number],
  ...[number, number, number, number],
  ...[number, number, number, number],
  ...[number, number, number, number],
];
