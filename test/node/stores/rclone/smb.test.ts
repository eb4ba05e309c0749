import { withServer } from '../../../harness/real-server.ts';
import { storeContract } from '../store-contract.ts';
import { storeRunContract } from '../store-run-contract.ts';
import { cagedStore } from './caged-store.ts';
import { smbPrograms, smbServer } from './smb-server.ts';

const options = { keepsTimes: true, files: 40 };

withServer('SMB', smbPrograms, () => {
  const store = cagedStore(smbServer);
  storeContract('SMB', () => store().place(), options);
  storeRunContract('SMB', () => store().place(), options);
});
