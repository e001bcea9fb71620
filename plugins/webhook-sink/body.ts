import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const LF = 0x0a;
const compress = promisify(gzip);

export interface BodyFormat {
  readonly format: 'ndjson' | 'array';
  readonly compression: 'none' | 'gzip';
}

/** The body of a request from the lines of a batch, each a JSON value ended by LF. The lines themselves are not altered. */
export async function requestBody(lines: Uint8Array<ArrayBuffer>, { format, compression }: BodyFormat): Promise<Uint8Array<ArrayBuffer>> {
  const body = format === 'array' ? jsonArray(lines) : lines;
  return compression === 'gzip' ? compress(body) : body;
}

/** `[`, the lines with a comma in place of each LF between them, `]`: within a line stands no LF. */
function jsonArray(lines: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(lines.length + 1);
  body[0] = 0x5b;
  body.set(lines, 1);
  for (let at = body.indexOf(LF); at !== -1; at = body.indexOf(LF, at + 1)) body[at] = 0x2c;
  body[body.length - 1] = 0x5d;
  return body;
}
