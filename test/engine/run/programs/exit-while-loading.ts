import { existsSync } from 'node:fs';
import { startRunThread } from '../../../../src/engine/run/run-thread.ts';
import { until } from '../../../harness/until.ts';

startRunThread();
await until(() => existsSync(process.env['LOADING_FILE'] ?? ''));
process.exit(2);
