/**
 * What logs look like, in small: from it `AnchorSearch` learns which bytes are rare. It need not be complete; what it lacks
 * costs time, never a finding.
 */
const SAMPLE = `
{"time":"2026-01-23T04:56:17.890Z","level":"info","logger":"http.server","message":"request completed","service":"shop","host":"web-3"}
{"timestamp":1767225600,"severity":"ERROR","msg":"the database did not answer","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7"}
{"level":30,"pid":1412,"hostname":"node-1.internal","req":{"id":17,"method":"GET","url":"/v1/orders/8312?page=2","remoteAddress":"10.0.0.25","remotePort":51234},"res":{"statusCode":200},"responseTime":12.5}
{"@timestamp":"2026-05-06T07:08:09Z","log.level":"warn","event":{"kind":"event","category":"process"},"user":{"id":42,"name":"someone"},"duration_ms":340,"status":"failed","error":{"type":"TimeoutError","stack":"at Object.connect (/app/node_modules/pool/index.js:10:5)"}}
203.0.113.9 - - [10/Oct/2026:13:55:36 +0000] "POST /api/users/list.json HTTP/1.1" 404 5316 "https://www.example.org/start/" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
Jan 12 06:49:41 combo sshd(pam_unix)[19939]: check passed; user unknown, connection closed by port 22 for the session of root
INFO org.apache.hadoop.mapred.Task: processing block blk_-1608999687919862906 of size 91178 from application_1445062781478_0011 started
{"ts":"2026-02-03T04:05:06.7Z","lvl":"debug","component":"cart","message":"order 4711 was packed and shipped, 3 parts checked","http":{"method":"GET","path":"/checkout/cart","status":200},"file_path":"/var/data/cache"}
DEBUG sql: select count from product where region and customer are not null order by created_at; updated 15 items in cache, queue, batch, worker
4c6af40d7674100b58391eaad1390fe48df4951e28df0260800288b3d1d8aad8 24cb7b317747c8cbfc200d00eaa700bf961fcc17c0caf95d03758f0edd74614c b52bd31d31665144ca563c83bb818ffbcf6d0ed94c68f4c1d700e04d34590024 7b4b9867e72882c5c35a050719c8f9a6b4c5aeca5671bb33729d5f8927ce5e80
`;

/** By eight bits: which share of them is set. */
const SHARE = new Float64Array(256);
for (let bits = 1; bits < 256; bits++) SHARE[bits] = (SHARE[bits >> 1] as number) + (bits & 1) / 8;

const text = Buffer.from(SAMPLE.toLowerCase());
const singles = new Uint16Array(256);
/** By pair of bytes: where it stands last; and by place where its pair stands before that. The pair at 0 is left out. */
const last = new Uint16Array(1 << 16);
const previous = new Uint16Array(text.length);
for (let at = 1; at < text.length; at++) {
  const byte = text[at] as number;
  const pair = byte | ((text[at + 1] ?? 0) << 8);
  singles[byte] = (singles[byte] as number) + 1;
  previous[at] = last[pair] as number;
  last[pair] = at;
}

/**
 * How often two bytes, lower-case, stand in logs between others that these bits allow, to be compared with others: bits 0 to 7 for
 * the byte behind them, of which the lowest three bits count, bits 8 to 15 for that before them.
 */
export function contextFrequency(first: number, second: number, beside: number): number {
  // Where the sample has no such pair, its bytes alone tell which is the more likely.
  let often = alone(first, second) * 25 * (SHARE[beside & 0xff] as number) * (SHARE[beside >>> 8] as number);
  for (let at = last[first | (second << 8)] as number; at > 0; at = previous[at] as number) {
    if (((beside >>> ((text[at + 2] as number) & 7)) & (beside >>> (8 + ((text[at - 1] as number) & 7))) & 1) !== 0) often++;
  }
  return often;
}

/** How often three bytes, lower-case, or four stand in a row in logs, to be compared with others. */
export function runFrequency(first: number, second: number, third: number, fourth: number | undefined): number {
  let often = alone(first, second) * (singles[third] as number) * (fourth === undefined ? 1 : (singles[fourth] as number) / text.length);
  for (let at = last[first | (second << 8)] as number; at > 0; at = previous[at] as number) {
    if (text[at + 2] === third && (fourth === undefined || text[at + 3] === fourth)) often++;
  }
  return often;
}

const alone = (first: number, second: number): number => ((singles[first] as number) * (singles[second] as number)) / text.length ** 2;
