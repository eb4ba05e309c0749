import { withServer } from '../../../harness/real-server.ts';
import { storeContract } from '../store-contract.ts';
import { storeRunContract } from '../store-run-contract.ts';
import { cagedStore } from './caged-store.ts';
import { webdavPrograms, webdavServer } from './webdav-server.ts';

const options = { keepsTimes: false, files: 40 };

withServer('WebDAV', webdavPrograms, () => {
  const store = cagedStore(webdavServer);
  storeContract('WebDAV', () => store().place(), options);
  storeRunContract('WebDAV', () => store().place(), options);
});
