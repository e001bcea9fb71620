/** An event counts while a window that it belongs to ended at most this long ago, by the group's newest event; milliseconds. */
export const LATENESS = 30_000;
