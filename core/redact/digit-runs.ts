import { isDigit } from './detector.js';

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d;
}

/**
 * Calls `visit` with each longest row of at least `least` digits that single blanks or dashes may part, and how many it holds. Of two neighbours in
 * such a row one is a digit, so it is enough to look at two characters in every `least - 1`.
 */
export function visitDigitRuns(text: string, least: number, visit: (start: number, end: number, digits: number) => void): void {
  const step = least - 1;
  for (let probe = step - 1; probe < text.length; ) {
    let start = probe;
    if (!isDigit(text.charCodeAt(start)) && !isDigit(text.charCodeAt(++start))) {
      probe += step;
      continue;
    }
    let end = start + 1;
    let digits = 1;
    for (;;) {
      if (isDigit(text.charCodeAt(start - 1))) start--;
      else if (isSeparator(text.charCodeAt(start - 1)) && isDigit(text.charCodeAt(start - 2))) start -= 2;
      else break;
      digits++;
    }
    for (;;) {
      if (isDigit(text.charCodeAt(end))) end++;
      else if (isSeparator(text.charCodeAt(end)) && isDigit(text.charCodeAt(end + 1))) end += 2;
      else break;
      digits++;
    }
    if (digits >= least) visit(start, end, digits);
    probe = end + step - 1;
  }
}
