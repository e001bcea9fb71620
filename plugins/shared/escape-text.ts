/**
 * What must not reach a terminal or break a line: C0 and C1 controls (ESC and the one-byte CSI among them), DEL, the line
 * and paragraph separators, and the marks that reorder text (CVE-2021-42574). Lone surrogates, which UTF-8 cannot state.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text on one line, with every character that could steer a terminal written as an escape. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (char) => SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
