/**
 * Characters for the detectors' examples: made when they are asked for, so that no credential, real or made up, stands in
 * the source. The same length always gives the same text.
 */
function take(alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet.charAt((i * 7 + (i >> 2) * 3 + 5) % alphabet.length);
  return text;
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';

export const sampleHex = (length: number): string => take('0123456789abcdef', length);
export const sampleDigits = (length: number): string => take(DIGITS, length);
export const sampleUpper = (length: number): string => take(LOWER.toUpperCase() + DIGITS, length);
export const sampleText = (length: number): string => take(LOWER + DIGITS + LOWER.toUpperCase(), length);
