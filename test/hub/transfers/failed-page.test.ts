import { expect, test } from 'vitest';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { ana, openHubParts } from '../../harness/hub-parts.ts';

test('failures are a list of their own, newest first, page by page', () => {
  using folder = temporaryFolder();
  using hub = openHubParts(folder.path, { now: Date.parse('2026-11-20T12:00:10Z') });
  hub.declare({ templates: [{ name: 'one', from: 'fs1:/srv', to: 'fs2:/in' }] });
  const start = () => hub.starts.forPerson({ template: 'one', set: {} }, ana)[0] ?? expect.fail('nothing was started');
  const [failed, , partial, good] = [start(), start(), start(), start()];
  hub.end(failed, { kind: 'fail', reason: { code: 'revoked', message: 'x' } });
  hub.end(partial, { kind: 'complete', failedFiles: 2 });
  hub.end(good);
  const page = (offset: number) => hub.ledger.page('failed', offset, 1);
  expect(page(0)).toMatchObject({ total: 2, transfers: [{ id: partial.id }] });
  expect(page(1)).toMatchObject({ total: 2, transfers: [{ id: failed.id }] });
});
