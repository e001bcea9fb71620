/** What JSON must escape, and the surrogates, of which one that stands alone must be escaped to have a form in UTF-8. */
const TO_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Text as a JSON string, without lone surrogates. Most text needs no escape, and looking for one costs half of JSON.stringify. */
export function quote(text: string): string {
  return TO_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
