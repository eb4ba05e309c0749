/**
 * The files of a transfer, page by page: as the node that owns it finds them in its backlog, and what no backlog has as the
 * hub was told: folders that failed, what was noted, and while the owner is away all that failed.
 */
import { ownerOf } from '../../src/model/transfer.ts';
import type { TransferFilePage } from '../../src/model/transfer-file.ts';
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import type { RequestBody } from '../../src/protocol/side.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { FailureStore } from './failure-store.ts';
import type { FindingStore } from './finding-store.ts';
import type { Ledger } from './ledger.ts';

export interface FilePagesOptions {
  readonly ledger: Ledger;
  readonly registry: NodeRegistry;
  readonly failures: FailureStore;
  readonly findings: FindingStore;
}

type FilesRequest = RequestBody<typeof consoleToHub, 'list-files'>;

export class FilePages {
  readonly #options: FilePagesOptions;

  constructor(options: FilePagesOptions) {
    this.#options = options;
  }

  async page({ status, ...request }: FilesRequest, signal: AbortSignal): Promise<TransferFilePage> {
    const { ledger, registry, failures, findings } = this.#options;
    const { transfer, offset, limit } = request;
    const owner = ownerOf(ledger.get(transfer));
    if (status === 'noted') return findings.page(transfer, offset, limit);
    try {
      const listed = await registry.peer(owner).request('list-files', { ...request, status }, { signal });
      return status === 'failed' ? this.#withUnlisted(listed, request) : listed;
    } catch (thrown) {
      if (status !== 'failed' || !asFault(thrown).isRetryable) throw thrown;
      return failures.page(transfer, { offset, limit });
    }
  }

  /** After those that the backlog has come those that it does not. */
  #withUnlisted(listed: TransferFilePage, { transfer, offset, limit }: Omit<FilesRequest, 'status'>): TransferFilePage {
    const page = { offset: Math.max(0, offset - listed.total), limit: Math.max(0, limit - listed.files.length) };
    const unlisted = this.#options.failures.page(transfer, { ...page, isUnlistedOnly: true });
    return { files: [...listed.files, ...unlisted.files], total: listed.total + unlisted.total };
  }
}
