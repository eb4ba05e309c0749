import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isOwnListener } from '../../../../node/stores/rclone/own-listener.ts';
import { RcloneControl } from '../../../../node/stores/rclone/rclone-control.ts';
import { temporaryFolder } from '../../../engine/temporary-folder.ts';
import { withServer } from '../../../harness/real-server.ts';
import { until } from '../../../harness/until.ts';
import { testDaemon } from './lone-daemon.ts';

const never = new AbortController().signal;
const call = { signal: never, patienceMs: 20_000 };

async function pidOf(address: ConstructorParameters<typeof RcloneControl>[0]): Promise<number> {
  using control = new RcloneControl(address);
  return (await control.call<{ readonly pid: number }>('core/pid', {}, call)).pid;
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('a node without rclone says which package to install, and one with an old rclone which version', async () => {
  await using nothing = testDaemon({ PATH: '/nonexistent' });
  await expect(nothing.address(never)).rejects.toMatchObject({
    code: 'rclone-missing',
    hint: expect.stringContaining('apt install rclone'),
  });
});

withServer('rclone', ['rclone', 'setpriv'], () => {
  test('one that is too old is refused by its version', async () => {
    using place = temporaryFolder();
    // It answers what one of 2020 would.
    const script = `#!${process.execPath}
const { createServer } = require('node:http');
const server = createServer((_, response) => response.end('{"version":"v1.53.3","decomposed":[1,53,3]}'));
server.listen(0, '127.0.0.1', () => {
  const msg = 'Serving remote control on http://127.0.0.1:' + server.address().port + '/';
  process.stderr.write(JSON.stringify({ level: 'notice', msg }) + '\\n');
});
`;
    writeFileSync(place.at('rclone'), script);
    chmodSync(place.at('rclone'), 0o755);
    symlinkSync('/usr/bin/setpriv', place.at('setpriv'));
    await using old = testDaemon({ PATH: place.path });
    await expect(old.address(never)).rejects.toMatchObject({
      code: 'rclone-missing',
      message: expect.stringContaining('rclone v1.53.3 is too old'),
    });
  });

  test('nothing of our environment reaches it, what opens it is no argument, and whoever does not know it is refused', async () => {
    await using daemon = testDaemon({ ...process.env, AWS_SECRET_ACCESS_KEY: 'ours', HOME: '/root' });
    const address = await daemon.address(never);
    const pid = await pidOf(address);
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).not.toMatch(/AWS_|=ours/);
    expect(environment).toContain('HOME=/nonexistent');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(address.password);
    await expect(pidOf({ ...address, password: 'guessed' })).rejects.toMatchObject({ status: 401 });
  });

  test('one that was killed is started again when it is needed, with another password, and ends with its owner', async () => {
    const daemon = testDaemon();
    const first = await daemon.address(never);
    const pid = await pidOf(first);
    process.kill(pid, 'SIGKILL');
    await until(async () => (await daemon.address(never)).password !== first.password, {
      what: 'it was started again',
    });
    const next = await pidOf(await daemon.address(never));
    expect(next).not.toBe(pid);
    await daemon[Symbol.asyncDispose]();
    expect(isAlive(next)).toBe(false);
  });

  test('it does not outlive a node that is killed', async () => {
    const program = `
      import { testDaemon } from ${JSON.stringify(new URL('./lone-daemon.ts', import.meta.url).href)};
      import { RcloneControl } from ${JSON.stringify(new URL('../../../../node/stores/rclone/rclone-control.ts', import.meta.url).href)};
      const signal = new AbortController().signal;
      const control = new RcloneControl(await testDaemon().address(signal));
      console.log((await control.call('core/pid', {}, { signal, patienceMs: undefined })).pid);
      setInterval(() => {}, 1000);
    `;
    const node = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(node.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    node.kill('SIGKILL');
    await until(() => !isAlive(pid), { what: 'rclone has ended' });
  });
});

test('nothing is said to a port that another account listens on, or nobody', async () => {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await isOwnListener(port)).toBe(true);
  server.close();
  await once(server, 'close');
  expect(await isOwnListener(port)).toBe(false);
});
