import * as assert from 'uvu/assert';
import { createFramer } from '../../../core/codec/framer.js';
import { suite } from '../../support/suite.js';

/** The records that the lines are joined into, each as its number of lines. */
function sizes(text: string): readonly number[] {
  const framer = createFramer({ multiline: 'stack_trace', maxLine: 65_536, onOversize: () => {} });
  const found: number[] = [];
  for (const batch of [framer.push(Buffer.from(`${text}\n`)), framer.flush()]) {
    const { bytes, ends = [] } = batch ?? { bytes: Buffer.alloc(0) };
    ends.forEach((end, index) => found.push(Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)).toString().split('\n').length - 1));
  }
  return found;
}

const test = suite('StackTraces');

test('leaves ordinary lines alone', () => {
  assert.equal(sizes('2024-05-01 INFO started\n{"level":"error"}\nINFO: ready\n\n127.0.0.1 - - [x]\nplain'), [1, 1, 1, 1, 1, 1]);
});

test('joins Java: the header of the logger, the exception, its causes', () => {
  const trace = `java.lang.IllegalStateException: boom
	at com.example.Shop.pay(Shop.java:12)
	at com.example.Shop.main(Shop.java:3)
	Suppressed: java.io.IOException: closed
		at com.example.Shop.close(Shop.java:30)
Caused by: java.io.IOException: disk
	at com.example.Disk.write(Disk.java:8)
	... 12 more`;
  assert.equal(sizes(`2024-05-01 10:00:00 ERROR c.e.Shop - payment failed\n${trace}\n2024-05-01 10:00:01 INFO next`), [9, 1]);
  assert.equal(sizes(`2024-05-01 10:00:00 INFO c.e.Shop - started\n${trace}\n${trace}`), [1, 8, 8]);
  assert.equal(sizes(`Exception in thread "main" ${trace}\nbye`), [8, 1]);
});

test('joins JavaScript: thrown errors, printed properties, an uncaught one with its source', () => {
  assert.equal(sizes(`Error: boom\n    at pay (/app/shop.js:3:9)\n    at async main (/app/shop.js:9:3) {\n  code: 'E_PAY',\n  [cause]: TypeError: x\n      at f (/app/a.js:1:1)\n}\nnext`), [7, 1]);
  assert.equal(sizes(`/app/shop.js:3\n    throw new Error('boom');\n    ^\n\nError: boom\n    at pay (/app/shop.js:3:9)\n\nNode.js v20.19.0\nnext line`), [8, 1]);
  assert.equal(sizes('TypeError: a\nTypeError: b\n    at f (/app/a.js:1:1)'), [1, 2]);
});

test('joins Python: traceback, exception, chained traceback', () => {
  const first = `Traceback (most recent call last):\n  File "shop.py", line 3, in pay\n    charge()\n    ^^^^^^^^\nValueError: boom`;
  const second = `\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "shop.py", line 9, in <module>\n    pay()\nRuntimeError`;
  assert.equal(sizes(`ERROR:root:payment failed\n${first}\nINFO:root:next`), [6, 1]);
  assert.equal(sizes(`INFO:root:started\n${first}${second}\nINFO:root:next`), [1, 12, 1]);
  assert.equal(sizes(`${first}\n${first}`), [5, 5]);
});

test('joins Go: panic, goroutines, calls', () => {
  const routine = `goroutine 1 [running]:\nmain.(*Shop).Pay(0xc000012345, {0x1, 0x2})\n	/app/shop.go:12 +0x1d\nmain.main()\n	/app/shop.go:4 +0x39\ncreated by net/http.(*Server).Serve in goroutine 7\n	/usr/lib/go/server.go:3086 +0x5cb`;
  assert.equal(sizes(`panic: boom [recovered]\n	panic: boom\n\n${routine}\n\n${routine}\nexit status 2\n2024/05/01 next`), [19, 1]);
  assert.equal(sizes(`2024/05/01 10:00:00 http: panic serving 127.0.0.1:1: boom\n${routine}\n2024/05/01 next`), [8, 1]);
  assert.equal(sizes(`started\nfatal error: all goroutines are asleep - deadlock!\n\n${routine}`), [1, 9]);
});

test('joins Ruby, with and without indentation', () => {
  assert.equal(sizes("/app/shop.rb:3:in `pay': boom (RuntimeError)\n	from /app/shop.rb:9:in `<main>'\nnext"), [2, 1]);
  assert.equal(sizes("E, [2024-05-01 #7] ERROR -- : boom (RuntimeError)\n/app/shop.rb:3:in `pay'\n/app/shop.rb:9:in 'Object#main'\nI, [2024-05-01 #7] INFO -- : next"), [3, 1]);
});

test('joins PHP: the engine, and Monolog as Laravel sets it up', () => {
  assert.equal(sizes('PHP Fatal error:  Uncaught Exception: boom in /app/shop.php:3\nStack trace:\n#0 /app/shop.php(9): pay()\n#1 {main}\n\nNext RuntimeException: x in /app/shop.php:4\nStack trace:\n#0 {main}\n  thrown in /app/shop.php on line 3\nnext'), [9, 1]);
  assert.equal(sizes('[2024-05-01] production.ERROR: boom {"exception":"[object] (Exception(code: 0): boom at /app/shop.php:3)\n[stacktrace]\n#0 /app/shop.php(9): pay()\n#1 {main}\n"} \n[2024-05-01] production.INFO: next'), [5, 1]);
});

test('joins .NET: inner exceptions and rethrows', () => {
  assert.equal(sizes('fail: Shop[0]\nSystem.InvalidOperationException: boom\n ---> System.IO.IOException: disk\n   at Shop.Disk.Write() in /app/Disk.cs:line 8\n   --- End of inner exception stack trace ---\n   at Shop.Pay() in /app/Shop.cs:line 3\n--- End of stack trace from previous location ---\n   at Shop.Main()\ninfo: Shop[0]'), [8, 1]);
  assert.equal(sizes('Unhandled exception. System.Exception: boom\n   at Shop.Main() in /app/Shop.cs:line 3\nnext'), [2, 1]);
});

test('joins Rust: the message of the panic, its backtrace, the causes of an error', () => {
  assert.equal(sizes("thread 'main' panicked at src/main.rs:2:5:\nboom goes the shop\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/lib.rs:5:1\nnote: run with `RUST_BACKTRACE=full` for more\nnext"), [6, 1]);
  assert.equal(sizes('Error: cannot pay\n\nCaused by:\n    0: disk\n    1: full\n\nStack backtrace:\n   0: main\nnext'), [8, 1]);
});

test('joins an exception with the line before it only where that tells of an error', () => {
  assert.equal(sizes('WARN retrying\nTypeError: x\n    at f (/app/a.js:1:1)'), [3]);
  assert.equal(sizes('no terror here\nTypeError: x\n    at f (/app/a.js:1:1)'), [1, 2]);
});

test('looks at a bounded part of hostile lines', () => {
  const hostile = ['('.repeat(60_000), 'a.'.repeat(30_000), `${'/x:1:in '.repeat(8_000)}'`, `E${'\\'.repeat(50_000)}`, `thread '${'x'.repeat(50_000)}`];
  // What looked at more would meet the limit of the test.
  for (const line of hostile) assert.ok(sizes(`panic: x\n${line}\nError: x\n${line}\n`).length > 0);
});

test.run();
