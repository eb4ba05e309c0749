/** What is the same in every list of the console, whatever it lists. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { keys } from '../harness/console-in-process.ts';
import { fillHub, worldFleet, worldLists, worldTime } from '../harness/console-world.ts';
import { type Opened, open } from './open-console.ts';

interface List {
  readonly name: string;
  readonly keys: string;
  readonly seen: RegExp | string;
  /** The first thing that `y` offers. */
  readonly copies: string;
  /** It is read where it is, in the order of its times or paths. */
  readonly isInOneOrder?: true;
}

const lists: readonly List[] = [
  // That of the hub, before a transfer's own is looked at.
  { name: 'logs', keys: '7', seen: /> .*ERROR/, copies: '1 message', isInOneOrder: true },
  { name: 'transfers of the overview', keys: '1', seen: /> T-48213/, copies: '1 id' },
  { name: 'nodes of the overview', keys: keys.tab, seen: /━ Nodes/, copies: '1 name' },
  { name: 'transfers', keys: '2', seen: /[1-9]\d* all, newest first/, copies: '1 id' },
  { name: 'files of a transfer', keys: keys.enter, seen: '[ Files ]', copies: '1 id', isInOneOrder: true },
  { name: 'timeline of a transfer', keys: ']]]', seen: '[ Timeline ]', copies: '1 id' },
  { name: 'options of a transfer', keys: ']]', seen: '[ Options ]', copies: '1 id' },
  { name: 'trail of a transfer', keys: ']', seen: '[ Audit ]', copies: '1 id' },
  { name: 'chain of a transfer', keys: ']', seen: '[ Chain ]', copies: '1 id' },
  { name: 'nodes', keys: '6', seen: '> fs1', copies: '1 name' },
  { name: 'ended transfers', keys: '4', seen: /> 11-2\d/, copies: '1 id' },
  { name: 'audit trail', keys: ']', seen: 'records, newest first', copies: '1 object' },
  { name: 'failures', keys: ']', seen: /> 11-2\d .*(failed|no room)/, copies: '1 id' },
  { name: 'schedules', keys: '5', seen: '> on', copies: '1 name' },
  { name: 'watched folders', keys: ']', seen: 'render-return', copies: '1 name' },
  { name: 'queues', keys: ']', seen: 'media-in', copies: '1 name' },
  { name: 'chains', keys: ']', seen: 'then-copy', copies: '1 name' },
  { name: 'templates', keys: ']', seen: '> reel', copies: '1 name' },
  { name: 'connections', keys: ']', seen: '> cold', copies: '1 name' },
  { name: 'alerts', keys: '8', seen: /> .*(CRIT|WARN|ack)/, copies: '1 what' },
  { name: 'users', keys: '9', seen: '> ana', copies: '1 name' },
  { name: 'certificates of nodes', keys: ']', seen: '> fs1', copies: '1 name' },
  { name: 'open tokens', keys: ']', seen: '> mei', copies: '1 name' },
  { name: 'API keys', keys: ']', seen: '> ci', copies: '1 name' },
  { name: 'policies', keys: ']', seen: '> ingest', copies: '1 name' },
  { name: 'a folder', keys: '3', seen: 'clip_0000', copies: '1 path' },
];

const clock = { ...systemClock, now: () => worldTime };

describe('every list', () => {
  let opened: Opened;

  beforeAll(async () => {
    const hub = { role: 'admin', fleet: worldFleet('any'), lists: worldLists('any') } as const;
    opened = await open(hub, { clock, size: { columns: 120, rows: 36 } });
    fillHub(opened.hub, 'any');
    await opened.run.screen.see(/> T-48213/);
  });

  afterAll(async () => await opened[Symbol.asyncDispose]());

  test.each(lists)('$name: s sorts it and S turns it round, y copies of its row', async (list) => {
    const { run } = opened;
    run.press(list.keys);
    await run.screen.see(list.seen);
    run.press('s');
    if (list.isInOneOrder) await run.screen.see('this list has one order');
    else {
      await run.screen.see(/sorted by \S+/);
      await run.screen.see(/[A-Z)]↑/);
      run.press('S');
      await run.screen.see(/sorted by .*, greatest first/);
    }
    // What lies above the folder cannot be copied.
    run.press('jy');
    await run.screen.see('━ Copy ');
    expect(run.screen.text).toContain(list.copies);
    run.press(keys.esc);
    await run.screen.until('the box to be gone', () => !run.screen.text.includes('━ Copy '));
  });
});
