/** Files with keys in them: readable by their owner alone, and replaced whole, so that a crash leaves the old or the new. */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from './fault.ts';
import { shownName } from './names.ts';

/** Makes the folder too. One writer a file: the temporary name beside it is fixed. Throws `state-unusable`. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    {
      await using handle = await open(temporary, 'w', 0o600);
      // The mode given to open counts only for a file that was not there before.
      await handle.chmod(0o600);
      await handle.writeFile(text);
      await handle.sync();
    }
    await rename(temporary, file);
    await using folder = await open(dirname(file), 'r');
    await folder.sync();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Fault('state-unusable', `cannot write ${shownName(file)}: ${code}`, { cause });
  }
}
