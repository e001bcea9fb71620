/** Carries out what it is given one after the other, in the order of the calls; a failure is only its caller's. */
export type Turns = <R>(work: () => Promise<R>) => Promise<R>;

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
