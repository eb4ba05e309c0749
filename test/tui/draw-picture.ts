/**
 * Draws docs/console.txt, and README's copy of it: the overview of a busy fleet as the built console shows it on a terminal of 120 by 36. Run it from
 * the root of the repository after a build; picture.test.ts compares.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInTerminal } from '../harness/console-in-terminal.ts';
import { FakeHub } from '../harness/fake-hub.ts';
import { busyFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const root = join(import.meta.dirname, '..', '..');
export const pictureFile = join(root, 'docs', 'console.txt');
export const readmeFile = join(root, 'README.md');

export async function drawPicture(): Promise<string> {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet() });
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile });
  await run.screen.see('T-48199');
  await run.screen.see('nodes 6/7');
  await run.screen.see(/T-48213.*T-48213/s);
  await run.screen.see(/● \d+ ms/);
  const lines = run.screen.text.split('\n').map((line) => line.trimEnd());
  return `${stopped(lines.join('\n'))}\n`;
}

/** What goes on by itself stands still in the picture: the round trip, the clock, what is counted from it. */
function stopped(text: string): string {
  return text
    .replace(/● \d+ ms/, '● 12 ms')
    .replace(/\d\d:\d\d:\d\dZ/, '14:03:27Z')
    .replace(/WAIT 00:\d\d/, 'WAIT 00:33')
    .replace(/drains ~\d\d:\d\dZ/, 'drains ~14:15Z');
}

if (import.meta.main) {
  const picture = await drawPicture();
  await writeFile(pictureFile, picture);
  const readme = await readFile(readmeFile, 'utf8');
  await writeFile(
    readmeFile,
    readme.replace(/^```text\n[\s\S]*?^```$/m, () => `\`\`\`text\n${picture}\`\`\``),
  );
}
