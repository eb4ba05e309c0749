import { expect, test } from 'vitest';
import { LocalTarget } from '../../../src/engine/plan/local-target.ts';
import { NameCheck } from '../../../src/engine/plan/name-check.ts';
import type { PlanFinding } from '../../../src/model/plan.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('a name is too long when the file system says so', async () => {
  using place = temporaryFolder();
  using target = LocalTarget.open(place.at('not/there/yet'));
  const findings: PlanFinding[] = [];
  const { signal } = new AbortController();
  const names = new NameCheck({ target, signal, onFinding: (finding) => findings.push(finding) });
  await names.lookAtLengths(
    Buffer.from('folder'),
    [255, 256].map((length) => Buffer.alloc(length, 'x')),
  );
  expect(target.facts.isMissing).toBe(true);
  expect(findings).toMatchObject([{ finding: 'name-too-long', paths: [`folder/${'x'.repeat(256)}`] }]);
});
