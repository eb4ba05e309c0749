/** `longhaul sync SOURCE DESTINATION`. The thread of the run comes first: it loads while the settings are read. */
import { startRunThread } from '../engine/run/run-thread.ts';

const thread = startRunThread();
const { syncProgram } = await import('./program.ts');
await syncProgram(thread);
