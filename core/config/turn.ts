/** How many triggers are looked at before others have their turn: a few milliseconds of work. */
export const TRIGGERS_A_TURN = 64;

/** Lets everything else that waits run once. A config may be read while events come in, and must not hold them up. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
