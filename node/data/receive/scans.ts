/** The scans that a peer asks for, one after another. */
import type { Buffer } from 'node:buffer';
import { scanTree } from '../../../src/engine/scan/scan-tree.ts';
import type { ScanMessage, ScanReply } from '../../../src/protocol/data-link.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { DataChannel } from '../link/data-channel.ts';
import { ScanAnswer } from './scan-answer.ts';

export interface ScansOptions {
  readonly channel: DataChannel<ScanReply>;
  /** The folder that is scanned. */
  readonly path: Buffer;
  /** Whether temporary files of earlier runs are removed on the way. */
  readonly isTidying: boolean;
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal;
}

export class Scans {
  readonly #options: ScansOptions;
  readonly #answers = new Map<number, ScanAnswer>();

  constructor(options: ScansOptions) {
    this.#options = options;
  }

  /** Throws `bad-message` for a second one beside the first. */
  take(message: ScanMessage): void {
    if (message.type === 'scan') this.#begin(message);
    else if (message.type === 'scan-more') this.#answers.get(message.scan)?.more(message.listings);
    else this.#answers.get(message.scan)?.stop();
  }

  /** Resolves when none is under way. */
  async ended(): Promise<void> {
    await Promise.all(this.#answers.values().map(({ ended }) => ended));
  }

  #begin({ scan, temporaryKey, listings }: Extract<ScanMessage, { type: 'scan' }>): void {
    if (this.#answers.size > 0) throw new Fault('bad-message', 'a scan was asked for while another one runs');
    const { channel, path: root, isTidying, signal } = this.#options;
    const leftovers = isTidying ? { temporaryKey, startedAtMs: Date.now() } : undefined;
    const source = (until: AbortSignal) =>
      scanTree({ root, onlyName: undefined, withDetails: false, filter: undefined, leftovers, signal: until });
    const answer = new ScanAnswer({ scan, channel, listings, signal, source });
    this.#answers.set(scan, answer);
    void answer.ended.then(() => this.#answers.delete(scan));
  }
}
