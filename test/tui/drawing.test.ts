/** What is drawn, in which letters and colours, and that it stays whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import { type ConsoleRun, keys, startConsole } from '../harness/console-in-process.ts';
import { file, quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

test('without colours the cursor row has its mark and is inverse, and nothing is coloured', async () => {
  await using opened = await open({}, { ability: { colourDepth: 1, isUnicode: true, isUtf8: true } });
  const { screen } = opened.run;
  await screen.see(/> T-48213/);
  const row = screen.rows.findIndex((line) => line.includes('> T-48213'));
  expect(screen.isInverse(row)).toBe(true);
  expect(screen.colours.size).toBe(0);
});

test.each([
  [4, (colour: number) => colour < 16],
  [8, (colour: number) => colour >= 16],
])('a terminal of %i bits a colour gets colours that it has', async (colourDepth, has) => {
  await using opened = await open({}, { ability: { colourDepth, isUnicode: true, isUtf8: true } });
  await opened.run.screen.see(/> T-48213/);
  const colours = [...opened.run.screen.colours];
  expect(colours.length).toBeGreaterThan(0);
  expect(colours.filter((colour) => has(colour)).length).toBeGreaterThan(0);
  if (colourDepth === 4) expect(colours.every(has)).toBe(true);
});

test('the ASCII theme draws with ASCII alone, on every screen; only names keep their letters', async () => {
  await using opened = await open(
    { fleet: quietFleet({ folders: { 'fs1:/data': [file('plain.txt', 12)], 'fs2:/data': [] } }) },
    { theme: 'ascii' },
  );
  const { run } = opened;
  await run.screen.see('fs2');
  for (const [key, seen] of [
    ['2', '[2 Transfers]'],
    ['3', 'plain.txt'],
    ['6', '2 of 2 online'],
    ['n', 'Block size'],
    [keys.esc, '[6 Nodes]'],
    ['?', 'Help for'],
    [keys.esc, '[6 Nodes]'],
    [':', 'Commands'],
  ] as const) {
    run.press(key);
    await run.screen.see(seen);
    expect(run.screen.text).toMatch(/^[\x20-\x7e\n]*$/);
  }
});

test('wide names, combining marks and hostile names keep the columns in line and cannot move the cursor', async () => {
  const names = [
    '日本語の報告書.pdf',
    'cafe\u0301.psd',
    '한국어.txt',
    'ｱｲｳ.txt',
    'evil\u001b[2J.txt',
    'two\nlines.txt',
    '\u202egnp.exe',
    'plain.txt',
  ];
  const folders = { 'fs1:/data': names.map((name) => file(name, 1000)), 'fs2:/data': [] };
  await using opened = await open({ fleet: quietFleet({ folders }) });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('plain.txt');
  const rows = run.screen.rows.flatMap((line, row) => (line.includes('1.0 kB') ? [row] : []));
  expect(rows).toHaveLength(names.length);
  expect(new Set(rows.map((row) => run.screen.cellOf(row, '1.0 kB'))).size).toBe(1);
  expect(run.screen.text).toContain('evil\\x1b[2J.txt');
  expect(run.screen.text).toContain('two\\x0alines.txt');
  expect(run.screen.text).toContain('\\u202egnp.exe');
});

test('what the hub told turns grey when it is away, and is what it was when the hub is back', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  const row = (): number => run.screen.rows.findIndex((line) => line.includes('T-48220'));
  await run.screen.see('T-48220');
  expect(run.screen.isDim(row())).toBe(false);
  await hub.vanish();
  await run.screen.see('hub away');
  expect(run.screen.isDim(row())).toBe(true);
  await hub.appear();
  await run.screen.until('the colours to be back', () => !run.screen.isDim(row()));
});

test('Ctrl-L mends a screen that something else has written into', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see('T-48213');
  await run.screen.see('nodes 6/7');
  const before = still(run.screen.text);
  await run.screen.write('\u001b[5;5HBROADCAST MESSAGE\r\nfrom root');
  expect(run.screen.text).toContain('BROADCAST');
  run.press('\u000c');
  await run.screen.until('the picture from before', () => still(run.screen.text) === before);
});

/** Each leads from a list to a list, over whatever lies between. */
const walks: Readonly<Record<string, (run: ConsoleRun) => Promise<unknown>>> = {
  down: async (run) => run.press('j'),
  last: async (run) => run.press('G'),
  pane: async (run) => run.press(keys.tab, 'j', keys.tab),
  transfers: (run) => view(run, '2', '[2 '),
  browse: (run) => view(run, '3', '[3 '),
  nodes: (run) => view(run, '6', '[6 '),
  help: (run) => thereAndBack(run, '?', 'Help for'),
  palette: (run) => thereAndBack(run, ':', '━ Commands ━'),
  small: async (run) => run.resize({ columns: 80, rows: 24 }),
  tiny: async (run) => run.resize({ columns: 60, rows: 16 }),
  wide: async (run) => run.resize({ columns: 170, rows: 50 }),
};

function view(run: ConsoleRun, key: string, seen: string): Promise<string> {
  run.press(key);
  return run.screen.see(seen);
}

async function thereAndBack(run: ConsoleRun, key: string, seen: string): Promise<void> {
  run.press(key);
  await run.screen.see(seen);
  run.press(keys.esc);
  await run.screen.until(`${seen} to be gone`, () => !run.screen.text.includes(seen));
}

test('a picture drawn step by step is the picture drawn at once', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  await run.screen.see(/> T-48213/);
  await using fresh = startConsole({ profile: hub.profile });
  await fresh.screen.see(/> T-48213[\s\S]*Current files/);
  const atOnce = still(fresh.screen.text);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(walks)), { minLength: 2, maxLength: 6 }),
      async (steps) => {
        for (const step of steps) await walks[step]?.(run);
        await view(run, '1', '[1 ');
        run.resize({ columns: 120, rows: 36 });
        // The cursor of either pane to its first row.
        run.press('g', keys.tab, 'g', keys.tab);
        await run.screen.until('the picture of a fresh console', () => still(run.screen.text) === atOnce);
      },
    ),
    { numRuns: 6 },
  );
});

/** Without what goes on by itself: the clock, the round trip, the count-downs. */
function still(text: string): string {
  return text
    .replace(/slowed to \d\/s {2}/, '')
    .replaceAll(/\d\d:\d\d:\d\dZ/g, '')
    .replace(/● *(\d+ ms)? */, '● ')
    .replaceAll(/WAIT \d\d:\d\d/g, 'WAIT')
    .replaceAll(/~\d\d:\d\dZ/g, '');
}

test('while nothing changes nothing is written, however often the picture is looked at', async () => {
  let looks = 0;
  const still: Clock = {
    now: () => 1_763_768_607_000,
    sleep: async (ms, signal) => {
      looks += 1;
      await systemClock.sleep(Math.min(ms, 10), signal);
    },
  };
  await using opened = await open({}, { clock: still });
  const { screen, press } = opened.run;
  press('2');
  await screen.see('reel_0417');
  const lookedOn = async (): Promise<void> => {
    const enough = looks + 100;
    await screen.until('the picture to be looked at again', () => looks >= enough);
  };
  await lookedOn();
  // How long the hub takes to answer is in the header, and may change meanwhile.
  for (let [before, header] = ['', '']; header !== screen.rows[0]; ) {
    [before, header] = [screen.raw, screen.rows[0] ?? ''];
    await lookedOn();
    if (header === screen.rows[0]) expect(screen.raw).toBe(before);
  }
});
