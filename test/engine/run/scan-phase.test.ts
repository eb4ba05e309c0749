import { once } from 'node:events';
import { expect, test } from 'vitest';
import { AuditLog } from '../../../src/engine/audit/audit-log.ts';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { LocalDestination } from '../../../src/engine/endpoint/local-destination.ts';
import { LocalSource } from '../../../src/engine/endpoint/local-source.ts';
import { runTransfer } from '../../../src/engine/run/run-transfer.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree } from '../tree.ts';

test('a source that cannot be read does not wait for a destination that does not answer', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  makeTree(place.at('destination'), {});
  const [sourceRoot, destinationRoot] = [Buffer.from(place.at('source')), Buffer.from(place.at('destination'))];
  using backlog = Backlog.open({ file: place.at('backlog.db'), sourceRoot, destinationRoot });
  using audit = AuditLog.open({ file: place.at('audit.jsonl'), transfer: 'test', sourceRoot, destinationRoot });
  await using destination = await LocalDestination.open({ root: destinationRoot });
  destination.scan = async function* silent({ signal }) {
    await once(signal, 'abort');
    yield* [];
    throw signal.reason;
  };
  const source = LocalSource.open({ name: sourceRoot, access: sourceRoot, onlyName: undefined });
  source.scan = async function* unreadable() {
    yield* [];
    throw new Fault('source-missing', 'the source cannot be read');
  };
  const running = runTransfer({
    backlog,
    audit,
    destination,
    source,
    options: defaultTransferOptions,
    limiters: [],
    onEvent: () => {},
    signal: new AbortController().signal,
  });
  await expect(running).rejects.toMatchObject({ code: 'source-missing' });
});
