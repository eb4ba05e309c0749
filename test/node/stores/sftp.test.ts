import { withServer } from '../../harness/real-server.ts';
import { sftpPrograms, sftpServer } from './sftp-server.ts';
import { storeContract } from './store-contract.ts';
import { storeRunContract } from './store-run-contract.ts';

withServer('SFTP', sftpPrograms, () => {
  storeContract('a folder of an SFTP server', sftpServer);
  storeRunContract('a folder of an SFTP server', sftpServer);
});
