import { isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { sampleText } from './sample.js';

/** Words of which one stands in nearly every text that holds a credential. */
const WORDS: readonly string[] = ['password', 'passwd', 'secret', 'token', 'api_key', 'apikey', 'access_key', 'private key', 'authorization', 'bearer ', 'AKIA', 'ghp_', 'sk_live_'];

const LONGEST = 16_384;
const SHORTEST = 16;
/** What the encoding may begin with that belongs to what stands before it: `path/`, `id-`. */
const STARTS = 4;
const PRINTABLE = /^[\t\r\n\x20-\x7e\x80-\uffff]*$/;

/** What base64 makes of a word, whatever stands before it: the part that is the same in each of the three ways it can be cut. */
function encodings(word: string): readonly string[] {
  return [0, 1, 2].map((lead) => {
    const encoded = btoa('\0'.repeat(lead) + word);
    return encoded.slice(Math.ceil((8 * lead) / 6), Math.floor((8 * (lead + word.length)) / 6));
  });
}

/** [A-Za-z0-9+/_-]: base64, and its form for URLs. */
function isEncoded(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2b || code === 0x2f || code === 0x5f || code === 0x2d;
}

/** Base64 that holds a credential, one level deep. `redact` finds in plain text what is to be found. */
export function createEncodedDetector(redact: (text: string) => string | undefined): Detector {
  // A long encoding holds many anchors: what was decoded in vain is not decoded again for each.
  let seen = { text: '', start: 0, end: 0 };

  function find(text: string, at: number): Finding | undefined {
    if (at >= seen.start && at < seen.end && seen.text === text) return undefined;
    let start = at;
    while (start > 0 && at - start < LONGEST && isEncoded(text.charCodeAt(start - 1))) start--;
    let end = at;
    while (end < text.length && end - at < LONGEST && isEncoded(text.charCodeAt(end))) end++;
    for (let skip = 0; skip < STARTS && end - start - skip >= SHORTEST; skip++) {
      const decoded = Buffer.from(text.slice(start + skip, end), 'base64').toString('utf8');
      if (!PRINTABLE.test(decoded) || decoded.includes('\ufffd') || redact(decoded) === undefined) continue;
      while (text.charCodeAt(end) === 0x3d) end++;
      return { start: start + skip, end };
    }
    seen = { text, start, end };
    return undefined;
  }

  return {
    name: 'encoded_secret',
    group: 'secrets',
    anchors: [...new Set(WORDS.flatMap((word) => [word, word.toUpperCase()]).flatMap(encodings).map((encoded) => encoded.toLowerCase()))],
    reference: 'https://www.rfc-editor.org/rfc/rfc4648#section-4',
    examples: {
      match: [Buffer.from(`user=ada password=${sampleText(12)}`).toString('base64')],
      noMatch: [Buffer.from('the password is required, and no token').toString('base64'), 'dG9rZW4'],
    },
    find,
  };
}
