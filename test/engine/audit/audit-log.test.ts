import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AuditLog } from '../../../src/engine/audit/audit-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const names = ['plain', 'a "quoted" \\ name', 'line\nfeed', 'été', '\u202eright to left'].map((name) =>
  Buffer.from(name),
);
const odd = Buffer.from([0x66, 0xff, 0xfe]);
const nothingMoved = { algorithm: null, checksum: null, durationMs: null, error: null } as const;

test('every name makes one valid line, the same whether files are told one by one or as a folder that needed nothing', () => {
  using place = temporaryFolder();
  const all = [...names, odd];
  const linesOf = (file: string, tell: (log: AuditLog) => void) => {
    {
      using log = AuditLog.open({
        file: place.at(file),
        transfer: 'T-"1"',
        sourceRoot: Buffer.from('/söurce "1"'),
        destinationRoot: Buffer.from('/'),
      });
      tell(log);
    }
    const lines = readFileSync(place.at(file), 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => ({ ...(JSON.parse(line) as object), time: '' }));
  };
  const single = linesOf('single', (log) => {
    for (const [index, name] of all.entries())
      log.add({ event: 'skipped', path: Buffer.concat([Buffer.from('in/'), name]), size: index, ...nothingMoved });
  });
  const together = linesOf('together', (log) =>
    log.addSkipped({
      folder: Buffer.from('in'),
      names: Buffer.concat(all.flatMap((name) => [name, Buffer.from([0])])),
      sizeOf: (index) => index,
    }),
  );
  expect(together).toEqual(single);
  expect(single[0]).toMatchObject({
    source: '/söurce "1"/in/plain',
    destination: '/in/plain',
    transfer: 'T-"1"',
    size: 0,
  });
  expect(single[2]).toMatchObject({ source: '/söurce "1"/in/line\\x0afeed' });
  expect(single.at(-1)).toMatchObject({ destination: '/in/f\\xff\\xfe' });
});

test('an event of the roots themselves has their paths', () => {
  using place = temporaryFolder();
  {
    using log = AuditLog.open({
      file: place.at('log'),
      transfer: 'T-1',
      sourceRoot: Buffer.from('fs1:/a'),
      destinationRoot: Buffer.from('/b'),
    });
    log.add({
      event: 'failed',
      path: Buffer.alloc(0),
      size: 0,
      ...nothingMoved,
      error: { code: 'io-error', message: '"' },
    });
    log.addSkipped({ folder: Buffer.alloc(0), names: Buffer.from('x\0'), sizeOf: () => 1 });
  }
  const [first, second] = readFileSync(place.at('log'), 'utf8')
    .split('\n', 2)
    .map((line) => JSON.parse(line) as object);
  expect(first).toMatchObject({ source: 'fs1:/a', destination: '/b', error: { code: 'io-error', message: '"' } });
  expect(second).toMatchObject({ source: 'fs1:/a/x', destination: '/b/x' });
});
