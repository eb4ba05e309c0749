import { withServer } from '../../../harness/real-server.ts';
import { storeContract } from '../store-contract.ts';
import { storeRunContract } from '../store-run-contract.ts';
import { azurePrograms, azureServer } from './azure-server.ts';
import { cagedStore } from './caged-store.ts';

const options = { keepsTimes: true, files: 40 };

withServer('Azure Blob', azurePrograms, () => {
  const store = cagedStore(azureServer);
  storeContract('Azure Blob', () => store().place(), options);
  storeRunContract('Azure Blob', () => store().place(), options);
});
