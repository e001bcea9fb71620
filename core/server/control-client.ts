import { connect, type Socket } from 'node:net';
import type { Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { findControlPath } from './control-path.js';
import { resultOf } from './control-protocol.js';

/** Longest answer, in UTF-16 units. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** Asks the hushpipe that runs with a data directory. Rejects with CLI_NOT_RUNNING where none answers within `timeout` milliseconds, and with what it answers. */
export async function askControl(dataDir: string, command: string, args: JsonObject, options: { readonly clock: Clock; readonly timeout: number }): Promise<JsonValue> {
  const path = await findControlPath(dataDir);
  if (path === undefined) throw notRunning(dataDir);
  const socket = connect(path);
  const timer = options.clock.after(options.timeout, () => {
    socket.destroy(new HushpipeError('CLI_NOT_RUNNING', `the hushpipe with the data directory ${dataDir} did not answer within ${options.timeout / 1000} s`));
  });
  try {
    socket.end(`${JSON.stringify({ ...args, command })}\n`);
    const answer = await firstLine(socket);
    if (answer === '') throw noAnswer(dataDir);
    return resultOf(answer);
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'connect') throw notRunning(dataDir, error);
    if (syscall !== undefined) throw noAnswer(dataDir, error);
    throw error;
  } finally {
    timer.cancel();
    socket.destroy();
  }
}

async function firstLine(socket: Socket): Promise<string> {
  socket.setEncoding('utf8');
  let text = '';
  for await (const chunk of socket as AsyncIterable<string>) {
    text += chunk;
    const end = text.indexOf('\n');
    if (end !== -1) return text.slice(0, end);
    if (text.length > MAX_ANSWER) break;
  }
  return text;
}

function noAnswer(dataDir: string, cause?: unknown): HushpipeError {
  const hint = 'It is ending, or has no room for another open file (ulimit -n): see its log, and try again.';
  return new HushpipeError('CLI_NOT_RUNNING', `the hushpipe with the data directory ${dataDir} closed the connection without an answer`, { cause, hint });
}

function notRunning(dataDir: string, cause?: unknown): HushpipeError {
  const why = (cause as NodeJS.ErrnoException | undefined)?.code === 'EACCES' ? `the hushpipe with the data directory ${dataDir} belongs to somebody else` : `no hushpipe runs with the data directory ${dataDir}`;
  return new HushpipeError('CLI_NOT_RUNNING', why, { cause });
}
