import { expect, it } from 'vitest';
import { mostNamedFindings } from '../../../src/model/finding.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { movedClock } from '../../harness/moved-clock.ts';
import { until } from '../../harness/until.ts';
import { live, unreachable } from './live-runs.ts';
import { progressOf, totals } from './scripted-attempts.ts';

const pipe = (path: string) => ({ path, code: 'not-regular', message: `${path} is a pipe` });

/** What the hub hears of findings, in order. */
const told = (node: ReturnType<typeof live>) =>
  node.facts().flatMap((fact) => (fact.kind === 'state' && fact.findings !== undefined ? [fact.findings] : []));

it('tells what was noticed with the next state, once, and after a new scan anew', async () => {
  using folder = temporaryFolder();
  await using node = live(folder);
  node.runs.order(node.order(1));
  const first = await node.attempts.of('T-1');
  first.observer.onPhase('scanning');
  first.observer.onFinding(pipe('a'));
  first.observer.onFinding(pipe('b'));
  first.observer.onPhase('transferring');
  first.end(unreachable);
  const second = await until(() => node.attempts.made[1]);
  second.observer.onPhase('scanning');
  second.observer.onFinding(pipe('a'));
  second.end({ kind: 'done', totals });
  await until(() => node.runs.unfinished().length === 0);
  const nothing = { counts: {}, named: [] };
  expect(told(node)).toEqual([
    { isAnew: true, ...nothing },
    { isAnew: false, counts: { 'not-regular': 2 }, named: [pipe('a'), pipe('b')] },
    { isAnew: true, ...nothing },
    { isAnew: false, counts: { 'not-regular': 1 }, named: [pipe('a')] },
  ]);
});

it('counts them all and names the first ones', async () => {
  using folder = temporaryFolder();
  await using node = live(folder);
  node.runs.order(node.order(1));
  const attempt = await node.attempts.of('T-1');
  for (let count = 0; count < 5 * mostNamedFindings; count += 1) attempt.observer.onFinding(pipe(`f${count}`));
  attempt.end({ kind: 'done', totals });
  await until(() => node.runs.unfinished().length === 0);
  const [findings] = told(node);
  expect(findings?.counts).toEqual({ 'not-regular': 5 * mostNamedFindings });
  expect(findings?.named).toHaveLength(mostNamedFindings);
  expect(findings?.named[0]).toEqual(pipe('f0'));
});

it('names fewer where names are so long that a message could not hold them', async () => {
  using folder = temporaryFolder();
  await using node = live(folder);
  node.runs.order(node.order(1));
  const attempt = await node.attempts.of('T-1');
  for (let count = 0; count < mostNamedFindings; count += 1) attempt.observer.onFinding(pipe('x'.repeat(4096)));
  attempt.end({ kind: 'done', totals });
  await until(() => node.runs.unfinished().length === 0);
  const [findings] = told(node);
  expect(findings?.counts).toEqual({ 'not-regular': mostNamedFindings });
  expect(JSON.stringify(findings).length).toBeLessThan(200_000);
});

it('tells of a run that goes on while it does', async () => {
  using folder = temporaryFolder();
  const clock = movedClock();
  await using node = live(folder, { clock });
  node.runs.order(node.order(1));
  const attempt = await node.attempts.of('T-1');
  attempt.observer.onPhase('scanning');
  attempt.observer.onFinding(pipe('a'));
  attempt.observer.onProgress(progressOf({ files: 1, bytes: 1 }));
  expect(told(node)).toHaveLength(1);
  clock.moveOn(60_000);
  attempt.observer.onProgress(progressOf({ files: 2, bytes: 2 }));
  expect(told(node).at(-1)).toEqual({ isAnew: false, counts: { 'not-regular': 1 }, named: [pipe('a')] });
});
