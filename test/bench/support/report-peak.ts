/**
 * Loaded before a program: states its largest resident set on standard error when it ends. From /proc where there is one: what
 * getrusage says begins with the size of the process that started it.
 */
import { readFileSync } from 'node:fs';

process.on('exit', () => process.stderr.write(`\npeak_kib=${highWater() ?? process.resourceUsage().maxRSS}\n`));

function highWater(): string | undefined {
  try {
    return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
