import { createFramer } from '../../../core/codec/framer.js';
import { testContext } from '../../../core/testing/test-context.js';
import stdin from '../../../plugins/stdin/stdin.js';

/** Writes what the stdin source emits to standard output. With the argument `first`, it stops the source after one batch. */
const framer = () => createFramer({ multiline: 'none', maxLine: 1_000_000, onOversize: () => undefined });
const source = await stdin.create({}, Object.assign(testContext(), { framer, once: false }));
const end = new AbortController();
await source.run(async ({ bytes }) => {
  process.stdout.write(bytes);
  if (process.argv[2] === 'first') end.abort();
}, end.signal);
await source.stop?.(new AbortController().signal);
