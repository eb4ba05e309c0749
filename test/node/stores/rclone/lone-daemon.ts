/** The rclone of a node, without the node. */
import { pino } from 'pino';
import { RcloneDaemon } from '../../../../node/stores/rclone/rclone-daemon.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';

export function testDaemon(env: NodeJS.ProcessEnv = process.env, hasRemotes = false): RcloneDaemon {
  return new RcloneDaemon({ hasRemotes, env, clock: systemClock, log: pino({ level: 'silent' }) });
}
