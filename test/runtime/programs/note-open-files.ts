import { openLog } from '../../../src/runtime/log.ts';
import { noteFewOpenFiles } from '../../../src/runtime/open-files.ts';

noteFewOpenFiles(openLog({ name: 'test', level: 'info' }));
