/** A task that is done again and again until it is let go of; the first time after the pause. */
export function repeat(everyMs: number, task: () => void): Disposable {
  const timer = setInterval(task, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
