/** How far beyond the cut the text is looked at, in UTF-16 units, to see whether a character goes on there. */
export const LOOK_AHEAD = 64;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Escapes a text and cuts it to at most `max` UTF-16 units, measured after escaping and with the ellipsis that marks the
 * cut. It is cut between graphemes; only a grapheme that alone is too long is cut between its code points. `escape` must
 * work character by character and never shorten. The work is bounded by `max`, not by the length of the text.
 */
export function cut(text: string, max: number, escape: (part: string) => string = (part) => part): string {
  if (text.length <= max) {
    const whole = escape(text);
    if (whole.length <= max) return whole;
  }
  if (max < 1) return '';
  const window = text.slice(0, max + LOOK_AHEAD);
  const kept = fill(segmentsOf(window), max - 1, escape) || fill(window, max - 1, escape);
  return `${kept}…`;
}

function fill(pieces: Iterable<string>, max: number, escape: (part: string) => string): string {
  let kept = '';
  for (const piece of pieces) {
    const escaped = escape(piece);
    if (kept.length + escaped.length > max) break;
    kept += escaped;
  }
  return kept;
}

function* segmentsOf(text: string): Iterable<string> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}
