/** The bytes of a text in base64 (RFC 4648, 4), with its padding and nothing else in it; undefined where it is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Buffer reads past what it does not understand.
  return bytes.toString('base64') === text ? bytes : undefined;
}
