/**
 * A hub that exists in memory, with 1,000 nodes and 10,000 transfers, all of whose figures change exactly as often as it was told:
 * what a console does with them is measured without a fleet that needs the machine, too. Started by bench/console.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../../src/link/profile.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { FakeHub } from '../../test/harness/fake-hub.ts';
import { file, quietFleet, seededNode } from '../../test/harness/fleet-seeds.ts';

export interface ScriptedHubOrder {
  readonly folder: string;
  readonly everyMs: number;
}

const nodeName = (index: number): string => `n${index % 1000}`;

const nodes = Array.from({ length: 1000 }, (_, index) => seededNode(nodeName(index)));
const entries = Array.from({ length: 1000 }, (_, index) =>
  file(`${index} camera, 第${index}話.mxf`, 1e6 * (index + 1)),
);
const fleet = quietFleet({
  nodes,
  folders: Object.fromEntries(nodes.map(({ name }) => [`${name}:/data`, entries])),
  transfers: Array.from({ length: 10_000 }, (_, index) => ({
    number: index + 1000,
    name: `projects ${index}`,
    from: { node: nodeName(index), path: `/srv/projects/${index}` },
    to: { node: nodeName(index + 1), path: `/srv/archive/${index}` },
    state: { kind: 'transferring' as const },
    share: 0.3,
    bytes: 5e11,
    rate: 47e6,
    etaSeconds: 3600,
    files: Array.from({ length: 4 }, (_file, part) => ({
      path: `projects/2026/reel ${part}/scene-000${part}/take-17.mxf`,
      sizeBytes: 4e9,
      doneBytes: 1e9,
      rate: 11e6,
      state: 'sending' as const,
    })),
  })),
});

// Sums over all of them ten times a second would be most of what this process does.
const overview = fleet.overview();
Object.assign(fleet, { overview: () => ({ ...overview, rate: 4e11 * (1 + Math.random() / 5) }) });

/** Whatever list is looked at begins or ends with these. */
const atEachEnd = 400;
const ids = [...fleet.transfers.keys()] as TransferId[];

function change(): void {
  fleet.nodes = fleet.nodes.map((node) => ({ ...node, rateOut: 4e8 * Math.random(), rateIn: 4e8 * Math.random() }));
  for (const id of [...ids.slice(0, atEachEnd), ...ids.slice(-atEachEnd)]) {
    const { progress } = fleet.transfer(id);
    if (progress === undefined) continue;
    const rate = 30e6 + 34e6 * Math.random();
    const files = progress.files.map((one) => ({ ...one, rate: rate / 4, doneBytes: 4e9 * Math.random() }));
    fleet.adjust(id, { progress: { ...progress, rate, etaSeconds: 3600 * (1 + Math.random()), files } });
  }
}

process.once('message', ({ folder, everyMs }: ScriptedHubOrder) => {
  void (async () => {
    const own = mkdtempSync(join(folder, 'hub-'));
    const hub = await FakeHub.start({ folder: own, fleet, role: 'admin' });
    setInterval(change, everyMs);
    process.on('disconnect', () => {
      rmSync(own, { recursive: true, force: true });
      process.exit();
    });
    process.send?.(hub.profile satisfies Profile);
  })();
});
