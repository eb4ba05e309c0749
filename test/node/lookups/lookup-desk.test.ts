import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LookupDesk } from '../../../node/lookups/lookup-desk.ts';
import { openRoots } from '../../../node/roots.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

describe('the lookup desk', () => {
  it('answers other questions while one hangs, and gives that one up', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.at('file'), '');
    // Whoever opens a pipe that nobody writes to waits for ever, as in a mount whose server is gone.
    execFileSync('mkfifo', [folder.at('hanging.db')]);
    const [root] = openRoots([{ path: folder.path, isReadOnly: false }]).list;
    if (root === undefined) throw new Error('no root');
    const { signal } = new AbortController();
    const desk = new LookupDesk({ timeoutMs: 1500 });
    const hanging = desk.ask(
      { kind: 'files', backlogFile: folder.at('hanging.db'), status: undefined, offset: 0, limit: 1 },
      signal,
    );
    const behind = desk.ask(
      {
        kind: 'folder',
        path: folder.path,
        root,
        components: [],
        look: {},
        isRecentEnough: false,
        offset: 0,
        limit: 10,
      },
      signal,
    );
    await expect(hanging).rejects.toMatchObject({ code: 'timeout' });
    expect(await behind).toMatchObject({ total: 2 });
    await desk[Symbol.asyncDispose]();
    // Lets the thread that was left behind go.
    closeSync(openSync(folder.at('hanging.db'), constants.O_RDWR | constants.O_NONBLOCK));
  });

  it('stops waiting when whoever asked has gone', async () => {
    using folder = temporaryFolder();
    const gone = new AbortController();
    const desk = new LookupDesk({ timeoutMs: 5000 });
    const asked = desk.ask(
      { kind: 'files', backlogFile: folder.at('none.db'), status: undefined, offset: 0, limit: 1 },
      gone.signal,
    );
    gone.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    await desk[Symbol.asyncDispose]();
  });
});
