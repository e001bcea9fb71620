import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// So that it can be measured without a flag of the process.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use, on the heap and in buffers; those of buffers are given back beside the program, so it takes a few turns. */
export async function bytesInUse(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await setImmediate();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
