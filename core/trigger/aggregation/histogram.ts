/** Buckets grow by 4 %, so that the middle of one is at most 2 % from all that is in it. */
const GROWTH = Math.log(1.04);
/** Numbers closer to zero than this are zero. */
const SMALLEST = 1e-9;
/** Keeps the buckets of negative numbers apart from those of positive ones; zero's own is 0. */
const OFFSET = 100_000;

/** The bucket of a number in a histogram whose buckets are the same for all. Larger numbers have larger buckets. */
export function bucketOf(value: number): number {
  const size = Math.abs(value);
  if (size < SMALLEST) return 0;
  const bucket = OFFSET + Math.floor(Math.log(size) / GROWTH);
  return value > 0 ? bucket : -bucket;
}

/** The number that stands for those of a bucket: at most 2 % from each. */
export function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  // The harmonic middle of the bounds a and 1.04 a: as far from the one as from the other, relative to each.
  const size = Math.exp((Math.abs(bucket) - OFFSET) * GROWTH) * (2 * 1.04) / 2.04;
  return bucket > 0 ? size : -size;
}
