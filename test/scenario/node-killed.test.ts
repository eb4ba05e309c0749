/** Five kills of each end take half a minute; ten, or more: LONGHAUL_KILLS=10 npx vitest run test/scenario/node-killed.test.ts */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { digests, inventory, makeSampleTree, wrongFiles } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

const kills = Number(process.env['LONGHAUL_KILLS'] ?? 5);
const longestLifeMs = 400;

describe('a node that is killed in mid-transfer', () => {
  it.each(['fs1', 'fs2'])(
    `resumes (%s, ${kills} times at random moments), and no half file ever stands under a final name`,
    async (victim) => {
      using folder = temporaryFolder();
      await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
      const source = join(fleet.root('fs1'), 'data');
      makeSampleTree({ path: source, smallFiles: 400, largeFiles: Array.from({ length: 24 }, () => 1_500_000) });
      const wanted = digests(source);
      const copied = (target: string): number =>
        existsSync(target)
          ? readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((name) => !name.endsWith('.partial'))
              .length
          : 0;

      for (let killed = 0, round = 1; killed < kills; round += 1) {
        const target = join(fleet.root('fs2'), `copy ${round}`);
        const started = await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--bwlimit', '10M');
        expect(started, started.stderr).toMatchObject({ code: 0 });
        const id = started.stdout.trim();

        for (; killed < kills; killed += 1) {
          const before = copied(target);
          const moved = await until(async () => copied(target) > before || ((await fleet.hasEnded(id)) && 'ended'), {
            what: 'something moves',
            withinMs: 60_000,
          }).catch(async (thrown: unknown) => {
            throw new Error(`${String(thrown)}\n${JSON.stringify(await fleet.transfer(id))}\n${fleet.said}`);
          });
          if (moved === 'ended') break;
          // The moment is what is random here, nothing is waited for.
          await delay(Math.random() * longestLifeMs);
          await fleet.process(victim).end('SIGKILL');
          expect(wrongFiles(wanted, target)).toEqual([]);
          fleet.startNode(victim);
        }
        await until(() => fleet.hasEnded(id), { what: `${id} ends`, withinMs: 120_000 });
        expect((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
        expect(inventory(target)).toEqual(inventory(source));
      }
    },
  );
});
