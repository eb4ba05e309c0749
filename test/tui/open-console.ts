/** A console on a terminal in this process, with real Ink, against a hub that exists in memory. */
import { type ConsoleRun, type ConsoleStart, startConsole } from '../harness/console-in-process.ts';
import { FakeHub, type FakeHubOptions } from '../harness/fake-hub.ts';
import { busyFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';

export interface Opened extends AsyncDisposable {
  readonly hub: FakeHub;
  readonly run: ConsoleRun;
}

export async function open(
  hubOptions: Partial<FakeHubOptions> = {},
  start: Partial<ConsoleStart> = {},
): Promise<Opened> {
  const folder = await tempFolder();
  const hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet(), ...hubOptions });
  const run = startConsole({ profile: hub.profile, ...start });
  return {
    hub,
    run,
    async [Symbol.asyncDispose]() {
      await run[Symbol.asyncDispose]();
      await hub[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
