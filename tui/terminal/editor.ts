/** The editor of the account, on a text that exists for as long as it is edited. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../src/runtime/fault.ts';

/** Gives the terminal away until what it is given has ended. */
export type LendTerminal = (meanwhile: () => Promise<void>) => Promise<void>;

const nobodyElse = 0o600;

/** What was written; undefined when the editor was left with an error, as `:cq` does. Throws `usage` where there is none. */
export async function editText(text: string, lend: LendTerminal): Promise<string | undefined> {
  const { env } = process;
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'longhaul-'));
  const file = join(folder, 'declared.yaml');
  try {
    await writeFile(file, text, { mode: nobodyElse });
    let code: number | null = null;
    await lend(async () => {
      // As others do: the variable may hold words for the program besides its name.
      const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
      [code] = (await once(child, 'exit')) as [number | null];
    });
    if (code === 126 || code === 127)
      throw new Fault('usage', `there is no editor '${editor}': set EDITOR to one that is installed`);
    return code === 0 ? await readFile(file, 'utf8') : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
