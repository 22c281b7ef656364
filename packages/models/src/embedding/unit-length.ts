/** The vector of length 1 in the direction of `sum`; all zero if `sum` is all zero. */
export function unitLength(sum: Float64Array): Float32Array {
  let squares = 0;
  for (const value of sum) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? new Float32Array(sum.length) : Float32Array.from(sum, (value) => value / length);
}
