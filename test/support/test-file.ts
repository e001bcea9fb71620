import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface FileResult {
  readonly passed: number;
  /** Failed tests, and one for each way in which the file as a whole failed. */
  readonly failed: number;
  /** Why the file as a whole failed; its tests say for themselves why they did. */
  readonly problems: readonly string[];
  /** One line for each skipped test, with its reason. */
  readonly skips: readonly string[];
  readonly output: string;
  readonly seconds: number;
}

/** Runs one compiled test file in a process of its own, which is killed with all its children after `limit` milliseconds. */
export async function runTestFile(path: string, limit: number): Promise<FileResult> {
  const start = performance.now();
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kill = (): void => {
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      // The whole group has ended by itself.
    }
  };
  process.once('exit', kill);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, limit);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  clearTimeout(timer);
  process.removeListener('exit', kill);
  const output = Buffer.concat(chunks).toString();
  const end = late ? `killed: not ended within ${limit / 1000} s; a timer, socket or listener may be left open` : signal !== null ? `killed by ${signal}` : code ?? 1;
  return { ...judge(output, end), output, seconds: (performance.now() - start) / 1000 };
}

const SUMMARY = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n {2}Duration: /gm;

/** What a file's output and its end say together: uvu's exit code alone is no proof of anything. */
export function judge(output: string, end: number | string): Pick<FileResult, 'passed' | 'failed' | 'problems' | 'skips'> {
  const text = stripVTControlCharacters(output);
  const skips = text.split('\n').filter((line) => line.startsWith('skipped: '));
  const summaries = [...text.matchAll(SUMMARY)];
  const [total = 0, passed = 0, skipped = 0] = (summaries[0] ?? []).slice(1).map(Number);
  const problems: string[] = [];
  if (typeof end === 'string') problems.push(end);
  if (summaries.length === 0) problems.push('no summary: empty, never run, or ended early');
  else if (summaries.length > 1) problems.push(`${summaries.length} summaries: state and run all suites in one go`);
  else if (total + skipped === 0) problems.push('no tests');
  if (skipped > skips.length) problems.push(`${skipped - skips.length} tests left out without a reason, by only or a bare skip`);
  if (problems.length === 0 && total === passed && end !== 0) problems.push(`ended with code ${end} although its tests passed`);
  return { passed, failed: total - passed + problems.length, problems, skips };
}
