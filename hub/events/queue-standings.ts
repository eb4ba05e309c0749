/** How nodes say that they poll their queues: in memory only, and as long as they are there. */
import type { QueueStanding } from '../../src/model/object-queue.ts';

interface Said {
  readonly name: string;
  readonly standing: QueueStanding;
}

export class QueueStandings {
  readonly #ofNode = new Map<string, ReadonlyMap<string, QueueStanding>>();

  /** By the name of the trigger. */
  get(name: string, node: string): QueueStanding | undefined {
    return this.#ofNode.get(node)?.get(name);
  }

  /** All of the node's. `skewMs` is its clock minus ours. */
  hear(node: string, said: readonly Said[], skewMs: number): void {
    this.#ofNode.set(node, new Map(said.map(({ name, standing }) => [name, inHubTime(standing, skewMs)])));
  }

  nodeIsAway(node: string): void {
    this.#ofNode.delete(node);
  }
}

function inHubTime({ since, lastEventAt, lastError, ...standing }: QueueStanding, skewMs: number): QueueStanding {
  const ours = (at: number): number => Math.round(at - skewMs);
  return {
    ...standing,
    ...(since !== undefined && { since: ours(since) }),
    ...(lastEventAt !== undefined && { lastEventAt: ours(lastEventAt) }),
    ...(lastError !== undefined && { lastError: { ...lastError, at: ours(lastError.at) } }),
  };
}
