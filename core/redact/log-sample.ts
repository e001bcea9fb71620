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
`;

/** The bits of a byte that tell what follows a pair: see `Marks`. */
const FOLLOWS = 7;

const text = Buffer.from(SAMPLE.toLowerCase());
const singles = new Uint16Array(256);
/** Of two, three and four bytes; and of two with the bits of a third. */
const runs = new Map<number, number>();
const follows = new Map<number, number>();
for (const [at, byte] of text.entries()) {
  singles[byte] = (singles[byte] as number) + 1;
  const [second, third, fourth] = [text[at + 1], text[at + 2], text[at + 3]];
  countOne(runs, keyOf(byte, second));
  countOne(runs, keyOf(byte, second, third));
  countOne(runs, keyOf(byte, second, third, fourth));
  if (third !== undefined) countOne(follows, keyOf(byte, second, third & FOLLOWS));
}

function keyOf(first: number, second = 0, third = 0, fourth = 0): number {
  return (first | (second << 8) | (third << 16) | (fourth << 24)) >>> 0;
}

function countOne(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** How often two bytes, lower-case, stand before a third with these last three bits, or before any, to be compared with others. */
export function followFrequency(first: number, second: number, third: number | undefined): number {
  // Where the sample has no such pair, its bytes alone tell which is the more likely.
  const pair = (runs.get(keyOf(first, second)) ?? 0) + ((singles[first] as number) * (singles[second] as number)) / text.length ** 2 * 100;
  return third === undefined ? pair : (follows.get(keyOf(first, second, third & FOLLOWS)) ?? 0) + pair / (FOLLOWS + 1) / 4;
}

/** How often three bytes, lower-case, or four stand in a row in logs, to be compared with others. */
export function runFrequency(first: number, second: number, third: number, fourth: number | undefined): number {
  // As above.
  const alone = (singles[first] as number) * (singles[second] as number) * (singles[third] as number) / text.length ** 2;
  return (runs.get(keyOf(first, second, third, fourth)) ?? 0) + (fourth === undefined ? alone : alone * (singles[fourth] as number) / text.length);
}
