/** What a peer wrote and removed on this node, in the node's own audit log. */
import { Buffer } from 'node:buffer';
import { AuditLog } from '../../../src/engine/audit/audit-log.ts';
import type { Failure, Removal } from '../../../src/engine/endpoint/destination.ts';
import type { Outcomes } from '../../../src/engine/endpoint/item.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';

export interface PeerAuditSetting {
  readonly file: string;
  readonly transfer: string;
  /** `fs1:/a` */
  readonly source: string;
  readonly destination: string;
  readonly checksum: ChecksumName;
  /** Files have other paths at the source, which the peer has not told: of it only the root is named. */
  readonly renames: boolean;
}

const nothingMoved = { size: 0, algorithm: null, checksum: null, durationMs: null, error: null } as const;
const noPath = Buffer.alloc(0);

export class PeerAudit implements Disposable {
  readonly #log: AuditLog;
  readonly #checksum: ChecksumName;
  readonly #renames: boolean;

  private constructor(log: AuditLog, { checksum, renames }: Pick<PeerAuditSetting, 'checksum' | 'renames'>) {
    this.#log = log;
    this.#checksum = checksum;
    this.#renames = renames;
  }

  static open({ file, transfer, source, destination, ...how }: PeerAuditSetting): PeerAudit {
    const roots = { sourceRoot: Buffer.from(source), destinationRoot: Buffer.from(destination) };
    return new PeerAudit(AuditLog.open({ file, transfer, ...roots }), how);
  }

  /** `paths` of the files that ended. */
  note({ synced, failed }: Outcomes, paths: ReadonlyMap<number, Buffer>): void {
    for (const { id, size, digest, durationMs } of synced) {
      const checksum = digest.length === 0 ? null : Buffer.from(digest).toString('hex');
      const algorithm = checksum === null ? null : this.#checksum;
      this.#log.add({
        ...this.#placesOf(paths.get(id) ?? noPath),
        event: 'synced',
        size,
        algorithm,
        checksum,
        durationMs,
        error: null,
      });
    }
    for (const { id, code, message } of failed) {
      const places = this.#placesOf(paths.get(id) ?? noPath);
      this.#log.add({ ...places, ...nothingMoved, event: 'failed', error: { code, message } });
    }
    this.#log.flush();
  }

  /** `failures` in the order of `removals`. */
  noteRemovals(removals: readonly Removal[], failures: readonly Failure[]): void {
    for (const [at, { path }] of removals.entries()) {
      const failure = failures[at];
      this.#log.add({
        path,
        ...nothingMoved,
        event: failure === undefined ? 'deleted' : 'failed',
        error: failure ?? null,
      });
    }
  }

  #placesOf(path: Buffer): { readonly path: Buffer; readonly to?: Buffer } {
    return this.#renames ? { path: noPath, to: path } : { path };
  }

  [Symbol.dispose](): void {
    this.#log[Symbol.dispose]();
  }
}
