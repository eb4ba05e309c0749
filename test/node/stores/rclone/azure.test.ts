import { expect, test } from 'vitest';
import { openStore } from '../../../../node/stores/open-store.ts';
import { remoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import type { Fault } from '../../../../src/runtime/fault.ts';
import { withServer } from '../../../harness/real-server.ts';
import { storeContract } from '../store-contract.ts';
import { storeRunContract } from '../store-run-contract.ts';
import { azurePrograms, azureServer, sasUntil } from './azure-server.ts';
import { cagedStore } from './caged-store.ts';

const options = { keepsTimes: true, files: 40 };
const never = new AbortController().signal;

withServer('Azure Blob', azurePrograms, () => {
  const caged = cagedStore(azureServer);
  storeContract('Azure Blob', () => caged().place(), options);
  storeRunContract('Azure Blob', () => caged().place(), options);

  test('a signature that has ended is refused, and no message has it; a container that is not there is named', async () => {
    const { server, prepare, place } = caged();
    const { endpoint, top } = server;
    const sas = sasUntil('2020-01-01T00:00:00Z');
    const ended = await prepare(remoteOptions.azureblob({ account: 'devstoreaccount1', endpoint }, { sas }));
    await using refused = await openStore({ ...ended, root: top });
    const why = await Array.fromAsync(refused.list('', never)).catch((thrown: unknown) => thrown);
    expect(why).toMatchObject({ code: expect.stringMatching(/^store-(refused|expired)$/), isRetryable: false });
    const signature = new URLSearchParams(sas).get('sig') ?? '';
    expect((why as Fault).message).not.toContain(signature);
    expect((why as Fault).message).not.toContain(encodeURIComponent(signature));
    await using nowhere = await openStore({ ...(await place()).setting(), root: 'no-such-container' });
    await expect(Array.fromAsync(nowhere.list('', never))).rejects.toMatchObject({ code: 'store-unknown' });
  });
});
