/** Work that looks itself for what is wanted next: asking for it while it goes on begins it no second time. */
import { asFault } from '../../src/runtime/fault.ts';

export function servedOnce(serve: () => Promise<void>): () => Promise<void> {
  let isServing = false;
  return async () => {
    if (isServing) return;
    isServing = true;
    try {
      await serve();
    } catch (thrown) {
      // The link is lost, which the header says: the next one takes it up.
      if (asFault(thrown).code !== 'link-lost') throw thrown;
    } finally {
      isServing = false;
    }
  };
}
