import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { hubSettings } from '../../hub/flags.ts';
import { nodeDefinition } from '../../node/flags.ts';
import { type FaultCode, faultCodes } from '../../src/runtime/fault-codes.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';

const units = ['longhaul-hub', 'longhaul-node'];
const unit = (name: string): string =>
  readFileSync(new URL(`../../deploy/systemd/${name}.service`, import.meta.url), 'utf8');
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** Of all lines `key=value`, in their order. */
function valuesOf(name: string, key: string): string[] {
  return [...unit(name).matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

describe.each(units)('%s.service', (name) => {
  test('starts its program with flags and variables that the program takes', () => {
    const [command = '', program, ...argv] = (valuesOf(name, 'ExecStart')[0] ?? '').split(' ');
    expect([command, `longhaul-${program}`]).toEqual(['/usr/local/bin/longhaul', name]);
    const variables = valuesOf(name, 'Environment').flatMap((line) => line.split(' '));
    const env = Object.fromEntries(variables.map((variable) => variable.split('=')));
    const input = { argv, env };
    const read = program === 'hub' ? readSettings(hubSettings, input) : readSettings(nodeDefinition, input);
    expect(read).toMatchObject({ kind: 'run', values: { data: `/var/lib/${valuesOf(name, 'StateDirectory')[0]}` } });
  });

  test.each<[boolean, readonly FaultCode[]]>([
    [false, ['usage', 'config-unreadable', 'port-busy', 'state-newer', 'state-on-network', 'not-enrolled']],
    [true, ['clock-wrong', 'address-missing', 'disk-full', 'io-error', 'internal']],
  ])('starts it again (%s) when it ended with %j', (isAgain, codes) => {
    const [final = ''] = valuesOf(name, 'RestartPreventExitStatus');
    const left = codes.filter((code) => final.split(' ').includes(String(faultCodes[code].exitCode)) === isAgain);
    expect({ restart: valuesOf(name, 'Restart'), left }).toEqual({ restart: ['on-failure'], left: [] });
  });

  test('waits longer for the end than the program takes for it', () => {
    const drain = readFileSync(new URL('../../src/runtime/lifetime.ts', import.meta.url), 'utf8').match(
      /drainMs: ([\d_]+) }/,
    );
    const drainSeconds = Number(drain?.[1]?.replaceAll('_', '')) / 1000;
    expect(Number(valuesOf(name, 'TimeoutStopSec')[0])).toBeGreaterThan(drainSeconds);
  });

  test.runIf(hasSystemd)('is well-formed to systemd, which finds little that it could do beyond its task', () => {
    using folder = temporaryFolder();
    const file = folder.at(`${name}.service`);
    // Neither the program nor the account of an installation is there.
    const here = unit(name).replace('/usr/local/bin/longhaul', process.execPath);
    writeFileSync(file, here.replace(/^User=.*$/m, `User=${userInfo().username}`));
    const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect({ status: verified.status, said: verified.stderr }).toEqual({ status: 0, said: '' });
    // Tenths of the exposure that `systemd-analyze security` computes: 10 is all of the machine.
    const judged = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', file], {
      encoding: 'utf8',
    });
    expect(judged.status, judged.stdout).toBe(0);
  });
});
