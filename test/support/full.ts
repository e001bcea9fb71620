/** Whether tests run in their full size: `HUSHPIPE_FULL=1 npm test`. Without it, what costs most is tried in part. */
export const FULL = process.env['HUSHPIPE_FULL'] === '1';

/** How often a property is tried: the full number of times, or without HUSHPIPE_FULL=1 the first fifth of them. */
export const runs = (full: number): number => (FULL ? full : Math.ceil(full / 5));
