import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditFile, auditRefusal } from '../../node/audit-file.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';

describe("the node's audit log", () => {
  it('has a line for whoever was turned away at the data port', async () => {
    using folder = temporaryFolder();
    const file = auditFile(folder.path);
    await auditRefusal(
      file,
      { from: 'fs9', reason: { code: 'grant-invalid', message: 'the grant has expired\nlong ago' } },
      0,
    );
    await auditRefusal(file, { from: '127.0.0.1:1', reason: { code: 'refused', message: 'no certificate' } }, 1);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        event: 'refused',
        from: 'fs9',
        error: { code: 'grant-invalid', message: 'the grant has expired\nlong ago' },
      },
      {
        time: '1970-01-01T00:00:00.001Z',
        event: 'refused',
        from: '127.0.0.1:1',
        error: { code: 'refused', message: 'no certificate' },
      },
    ]);
  });
});
