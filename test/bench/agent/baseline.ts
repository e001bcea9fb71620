/**
 * The same work in plain Node, as one would write it by hand for speed: `node baseline.js TASK INPUT OUTPUT`. Each task states
 * its way of reading: by blocks, or by readline.
 */
import { createReadStream, createWriteStream, openSync, readSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

type LineWork = (line: string) => string | undefined;

const BLOCK = 1 << 20;

const addField: LineWork = (line) => {
  const event = JSON.parse(line) as Record<string, unknown>;
  event['region'] = 'eu-west-1';
  return JSON.stringify(event);
};

const redactAndDrop: LineWork = (line) => {
  const event = JSON.parse(line) as Record<string, unknown>;
  if (event['level'] === 'debug') return undefined;
  event['message'] = redact(event['message'] as string);
  delete event['build'];
  return JSON.stringify(event);
};

function redact(text: string): string {
  return text
    .replace(/(?<=Bearer )[A-Za-z0-9._~+/-]{16,}=*/g, '[REDACTED:bearer_token]')
    .replace(/(?<=password=)\S+/g, '[REDACTED:password]')
    .replace(/[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g, '[REDACTED:email]')
    .replace(/\b(?:\d[ -]?){13,19}\b/g, (digits) => (passesLuhn(digits) ? '[REDACTED:card]' : digits));
}

function passesLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let at = digits.length - 1, double = false; at >= 0; at--, double = !double) {
    const digit = digits.charCodeAt(at) - 48;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

const COMBINED = /^(\S+) (\S+) (\S+) \[([^\]]+)\] "([^"]*)" (\d{3}) (\S+) "([^"]*)" "([^"]*)"$/;

const accessLog: LineWork = (line) => {
  const parts = COMBINED.exec(line);
  if (parts === null) return line;
  const [, address, , user, time, request = '', status, bytes, referer, agent] = parts;
  const [method, path, version] = request.split(' ');
  return JSON.stringify({ time: new Date((time ?? '').replace(':', ' ')).toISOString(), message: request, address, user, method, path, version, status: Number(status), bytes: Number(bytes), referer, agent });
};

const WORK: Readonly<Record<string, LineWork>> = { add_field: addField, redact_and_drop: redactAndDrop, access_log: accessLog };

/** Blocks in, one string a line, blocks out. */
function byBlocks(input: string, output: string, work: LineWork): void {
  const from = openSync(input, 'r');
  const to = openSync(output, 'w');
  const block = Buffer.allocUnsafeSlow(BLOCK);
  const out = Buffer.allocUnsafeSlow(2 * BLOCK);
  let held = 0;
  let used = 0;
  for (;;) {
    const read = readSync(from, block, held, BLOCK - held, null);
    if (read === 0) break;
    const end = held + read;
    let start = 0;
    for (let feed = block.indexOf(10); feed >= 0 && feed < end; feed = block.indexOf(10, start)) {
      const result = work(block.toString('utf8', start, feed));
      start = feed + 1;
      if (result === undefined) continue;
      if (used + result.length * 3 + 1 > out.length) {
        writeSync(to, out, 0, used);
        used = 0;
      }
      used += out.write(result, used);
      out[used++] = 10;
    }
    block.copy(block, 0, start, end);
    held = end - start;
  }
  writeSync(to, out, 0, used);
}

async function byReadline(input: string, output: string, work: LineWork): Promise<void> {
  const out = createWriteStream(output);
  for await (const line of createInterface({ input: createReadStream(input), crlfDelay: Infinity })) {
    const result = work(line);
    if (result !== undefined && !out.write(`${result}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function copyBlocks(input: string, output: string): void {
  const from = openSync(input, 'r');
  const to = openSync(output, 'w');
  const block = Buffer.allocUnsafeSlow(BLOCK);
  for (let read = readSync(from, block); read > 0; read = readSync(from, block)) writeSync(to, block, 0, read);
}

const [task = '', way = '', input = '', output = ''] = process.argv.slice(2);
const work = WORK[task];
if (task === 'copy') copyBlocks(input, output);
else if (work === undefined) throw new Error(`no task ${task}`);
else if (way === 'readline') await byReadline(input, output, work);
else byBlocks(input, output, work);
