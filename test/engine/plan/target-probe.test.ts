import { expect, test } from 'vitest';
import { NameCheck } from '../../../src/engine/plan/name-check.ts';
import type { PlanFinding } from '../../../src/engine/plan/plan.ts';
import { TargetProbe } from '../../../src/engine/plan/target-probe.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('a name is too long when the file system says so', () => {
  using place = temporaryFolder();
  using probe = TargetProbe.open(place.at('not/there/yet'));
  const findings: PlanFinding[] = [];
  const names = new NameCheck(probe, (finding) => findings.push(finding));
  for (const length of [255, 256]) names.look(Buffer.from('folder'), Buffer.alloc(length, 'x'));
  expect(probe.isMissing).toBe(true);
  expect(findings).toMatchObject([{ finding: 'name-too-long', paths: [`folder/${'x'.repeat(256)}`] }]);
});
