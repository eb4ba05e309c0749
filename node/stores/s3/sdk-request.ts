/** One request of a client of AWS: who stops it hears why they did, everybody else what was wrong with it. */
import type { Fault } from '../../../src/runtime/fault.ts';

export interface SdkRequest<Answer> {
  readonly send: (options: { abortSignal: AbortSignal }) => Promise<Answer>;
  readonly signal: AbortSignal;
  readonly faultOf: (thrown: unknown) => Fault;
}

/** Throws the signal's reason, or what `faultOf` makes of it. */
export async function sdkRequest<Answer>({ send, signal, faultOf }: SdkRequest<Answer>): Promise<Answer> {
  signal.throwIfAborted();
  try {
    return await send({ abortSignal: signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw faultOf(thrown);
  }
}
