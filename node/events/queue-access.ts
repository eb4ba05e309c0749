/**
 * Which queues this node polls, its last word as its stores are: requests are signed with credentials of the node, and a hub
 * that is taken over could otherwise have them sent to whatever machine it names.
 */
import { S3Credential } from '../../src/model/connection.ts';
import type { ObjectQueue } from '../../src/model/object-queue.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { SealedStore } from '../trust/sealed-store.ts';
import type { SqsQueue } from './sqs-queue.ts';

export interface QueueAccess {
  /** Throws `queue-not-offered`, `credential-missing` and `credential-unopened`. */
  open(queue: Pick<ObjectQueue, 'queue' | 'region' | 'credential'>): Promise<SqsQueue>;
}

export interface QueueAccessOptions {
  /** This one, for messages. */
  readonly node: string;
  /** URLs, each a `--queue`. */
  readonly offered: readonly string[];
  readonly sealed: Pick<SealedStore, 'open'>;
}

export function queueAccess({ node, offered, sealed }: QueueAccessOptions): QueueAccess {
  const secretOf = (name: string): S3Credential => {
    const secret = S3Credential.safeParse(sealed.open(name)).data;
    if (secret !== undefined) return secret;
    const has = 'accessKeyId and secretAccessKey, and perhaps sessionToken';
    throw new Fault('credential-unopened', `the credential ${name} has not ${has}`);
  };
  return {
    open: async ({ queue, region, credential }) => {
      if (!offered.includes(queue))
        throw new Fault('queue-not-offered', `${shownName(queue)} is not a --queue that ${node} was started with`);
      const secret = credential === undefined ? undefined : secretOf(credential);
      // Loaded when it is wanted: most nodes poll none.
      const { SqsQueue } = await import('./sqs-queue.ts');
      return new SqsQueue({ queue, region, credential: secret });
    },
  };
}
