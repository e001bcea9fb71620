import { createHook } from 'node:async_hooks';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** How many of each kind of resource keep the process alive: timers, sockets, servers, watchers. Process listeners, too. What was just closed still counts for a moment. */
export type Resources = ReadonlyMap<string, number>;

export function activeResources(): Resources {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  for (const event of process.eventNames()) counts.set(`process.on('${String(event)}')`, process.listenerCount(event));
  return counts;
}

/** Requests under way: they end by themselves. */
const PASSING = /^(?:FSReq|CloseReq|ConnectWrap|Immediate)/;

/** What there is now more than `before`, in words. */
export function leftSince(before: Resources): readonly string[] {
  return [...activeResources()]
    .filter(([type, count]) => !PASSING.test(type) && count > (before.get(type) ?? 0))
    .map(([type, count]) => `${count - (before.get(type) ?? 0)} ${type}`);
}

const OPENING = /^(?:FSREQ|FILEHANDLE|FSEVENT|STATWATCHER|TCP|PIPE|UDP|TTY|GETADDRINFO|QUERYWRAP|PROCESSWRAP|WORKER|HTTP|Timeout)/;
const SYNC = ['openSync', 'mkdirSync', 'readdirSync', 'readFileSync', 'writeFileSync', 'appendFileSync', 'existsSync', 'statSync', 'unlinkSync', 'rmSync'] as const;

/** Runs `work` and gives what it did to files, the network, processes and timers meanwhile, in words. */
export async function watchIo(work: () => Promise<void>): Promise<readonly string[]> {
  const seen = new Set<string>();
  const hook = createHook({ init: (_id, type) => void (OPENING.test(type) && seen.add(type)) });
  const restore = watchSyncCalls((name) => seen.add(name));
  hook.enable();
  try {
    await work();
  } finally {
    hook.disable();
    restore();
  }
  return [...seen];
}

/** The synchronous calls are seen by no hook. Named imports of node:fs follow what the module object holds. */
function watchSyncCalls(note: (name: string) => void): () => void {
  const module = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const originals = SYNC.map((name) => [name, module[name] as (...args: unknown[]) => unknown] as const);
  for (const [name, original] of originals) {
    module[name] = (...args) => {
      note(`fs.${name}`);
      return original(...args);
    };
  }
  syncBuiltinESMExports();
  return () => {
    for (const [name, original] of originals) module[name] = original;
    syncBuiltinESMExports();
  };
}
