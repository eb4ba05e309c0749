/** Calls of libc that a test has replaced, with the way to make them in the thread pool (src/engine/disk/in-pool.ts). */
type Blocking = (...values: never[]) => number | bigint;
type Callback = (thrown: null, result: number | bigint) => void;

/** The replaced call, which answers in a later turn when it is made in the pool. */
export function alsoInPool<Call extends Blocking>(call: Call): Call {
  const inPool = (...values: unknown[]) => {
    const callback = values.pop() as Callback;
    // errno is what the call leaves, if nothing comes between.
    setImmediate(() => callback(null, call(...(values as never[]))));
  };
  return Object.assign(call, { async: inPool });
}
