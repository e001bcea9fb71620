import type { Joining } from './multiline.js';

/** An exception's own line: `java.io.IOException: x`, `Uncaught TypeError: x`, `Foo\BarException`, `Error`. */
const THROWABLE = /^(?:Exception in thread "[^"]{0,100}" |(?:Uncaught|Unhandled exception)[.:]? )?[\w$.\\]{0,200}(?:Error|Exception|Throwable)(?: \(|:|$)/;
const TRACEBACK = /^Traceback \(most recent call last\):/;
const GOROUTINE = /^goroutine \d+ .{0,60}\[/;
const GO_PANIC = /^(?:panic|fatal error): /;
const RUST_PANIC = /^thread '[^']{0,100}' (?:\(\d+\) )?panicked at /;

/** Lines that go on with any record. */
const GOES_ON = new RegExp(`^(?:${[
  'Caused by:', 'Suppressed:', 'Wrapped by:', String.raw`\.\.\. \d+ `, // Java
  '--- End of ', // .NET
  '[Ss]tack (?:back)?trace:', String.raw`\[(?:stacktrace|previous exception)\]`, // PHP, Rust
  'note: run with `RUST_',
  String.raw`\S{1,200}:\d+:in [\x60'][^\x60']{1,200}'$`, // Ruby
].join('|')})`);
/** Lines that go on with a trace only: others may look the same. */
const GOES_ON_WITH_TRACE = new RegExp(`^(?:${[
  String.raw`at \S{1,200}(?: ?\(|:\d+:\d+$)`, String.raw`from \S{1,200}:\d+:in `,
  String.raw`#\d+ `, String.raw`Next \S`, // PHP
  String.raw`Node\.js v\d`,
  '"?[}\\])]+[,;]? *$', // the end of an object printed over several lines
].join('|')})`);
const PYTHON_EXCEPTION = /^[A-Za-z_][\w.]{0,200}(?:: |$)/;
const PYTHON_CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const GO_LINE = /^(?:\[signal |\[originating from |created by |runtime stack:|exit status \d|\.\.\.(?:additional|\d+) |[a-z][a-z\d]{1,6} +0x[\da-f]+$)/;
const GO_CALL = /^[\w./*()[\]{}$%~\u00c2\u00b7-]{1,200}\(/;
/** Words of a line that tells of an error. */
const TELLS_OF_ERROR = /(?:^|[^A-Za-z])(?:error|err|warn|warning|fatal|severe|critical|crit|panic|exception|fail|failed|failure|uncaught|unhandled|alert|emerg)(?:$|[^A-Za-z])/i;
const UNDERLINE = /^\s*[\^~]+\s*$/;

/** No line is looked at beyond this. */
const LOOK = 300;
const [TAB, SPACE, PARENTHESIS, BRACE, ZERO, NINE] = [0x09, 0x20, 0x29, 0x7b, 0x30, 0x39];

/**
 * What the record is so far. `line`: an ordinary line. `trace`: a stack was seen in it. The others are traces whose next line may
 * have a form of its own although it is not indented: `python` the exception at the end of a traceback, `chain` the traceback that a
 * sentence announced, `go` a call, `rust` the message of a panic.
 */
type Kind = 'line' | 'trace' | 'python' | 'chain' | 'go' | 'rust';

/**
 * Joins the lines of stack traces of Java, JavaScript, Python, Go, Ruby, PHP, .NET and Rust with the line they belong to. It asks of
 * each line whether it goes on: indented lines do, and what each language is known to print. An exception's own line goes on with the
 * line before it only where that one tells of an error and has no trace yet, as loggers write it; otherwise it begins a record.
 */
export class StackTraces implements Joining {
  readonly open = true;
  #kind: Kind = 'line';
  /** The record's first line for as long as it is the only one: a later line may ask whether it tells of an error. */
  #only: { readonly bytes: Buffer; readonly start: number; readonly end: number } | undefined;
  /** The last line was carets below a piece of source, as Node.js prints them above an uncaught error. */
  #underlined = false;

  joins(bytes: Buffer, start: number, end: number, first: boolean): boolean {
    if (start === end && !first) return this.#takeBlank();
    const byte = bytes[start] ?? 0;
    if ((byte === TAB || byte === SPACE) && !first) return this.#takeIndented(bytes, start, end);
    // Nearly every log line begins so, and no line does that goes on with an ordinary one.
    if (this.#kind === 'line' && (byte === BRACE || (byte >= ZERO && byte <= NINE))) return this.#begin(bytes, start, end, 'line');
    const text = head(bytes, start, end);
    const kind = kindOf(text);
    if (first) return this.#begin(bytes, start, end, kind);
    const next = this.#kindAfter(text, bytes[end - 1], kind);
    if (next === undefined) return this.#begin(bytes, start, end, kind);
    this.#kind = next;
    this.#only = undefined;
    this.#underlined = false;
    return true;
  }

  #begin(bytes: Buffer, start: number, end: number, kind: Kind): false {
    this.#kind = kind;
    this.#only = { bytes, start, end };
    this.#underlined = false;
    return false;
  }

  #takeBlank(): boolean {
    if (this.#kind === 'rust') this.#kind = 'trace';
    return this.#kind !== 'line';
  }

  #takeIndented(bytes: Buffer, start: number, end: number): true {
    if (this.#kind === 'line') this.#kind = 'trace';
    this.#only = undefined;
    this.#underlined = UNDERLINE.test(head(bytes, start, end));
    return true;
  }

  /** The kind of the record with this line, which is not indented; undefined where the line does not go on with it. */
  #kindAfter(text: string, lastByte: number | undefined, kind: Kind): Kind | undefined {
    switch (this.#kind) {
      case 'rust': return 'trace';
      case 'python': if (PYTHON_EXCEPTION.test(text)) return 'trace'; break;
      case 'chain': if (kind === 'python') return 'python'; break;
      case 'go': if (GOROUTINE.test(text) || GO_LINE.test(text) || (lastByte === PARENTHESIS && GO_CALL.test(text))) return 'go'; break;
      case 'trace': if (PYTHON_CHAIN.test(text)) return 'chain'; break;
      case 'line': break;
    }
    if (GOES_ON.test(text)) return 'trace';
    if (this.#kind !== 'line' && GOES_ON_WITH_TRACE.test(text)) return this.#kind;
    const thrown = kind !== 'line' && !GO_PANIC.test(text) && !RUST_PANIC.test(text);
    return thrown && (this.#underlined || this.#tellsOfError()) ? kind : undefined;
  }

  #tellsOfError(): boolean {
    if (this.#kind !== 'line' || this.#only === undefined) return false;
    const { bytes, start, end } = this.#only;
    return TELLS_OF_ERROR.test(head(bytes, start, end));
  }
}

function kindOf(text: string): Kind {
  if (TRACEBACK.test(text)) return 'python';
  if (GO_PANIC.test(text) || GOROUTINE.test(text)) return 'go';
  if (RUST_PANIC.test(text)) return text.endsWith(':') ? 'rust' : 'trace';
  return THROWABLE.test(text) ? 'trace' : 'line';
}

// One character a byte: what is looked for is ASCII, and no byte is refused.
function head(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, Math.min(end, start + LOOK));
}
