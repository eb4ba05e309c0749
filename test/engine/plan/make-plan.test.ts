import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LocalSource } from '../../../src/engine/endpoint/local-source.ts';
import { LocalTarget } from '../../../src/engine/plan/local-target.ts';
import { type MakePlanOptions, makePlan } from '../../../src/engine/plan/make-plan.ts';
import type { PlanScanOptions } from '../../../src/engine/plan/plan-target.ts';
import { runOptions } from '../../../src/engine/run/run-options.ts';
import type { PlanFinding } from '../../../src/model/plan.ts';
import { Selection } from '../../../src/model/selection.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { makeSparseFile } from '../../harness/sparse-file.ts';
import { run } from '../run/run.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../tree.ts';

const utf8 = (text: string) => Buffer.from(text).toString('latin1');

async function plan(place: TemporaryFolder, options: Partial<MakePlanOptions['options']> = {}) {
  const findings: PlanFinding[] = [];
  const sourceRoot = Buffer.from(place.at('source'));
  using target = LocalTarget.open(place.at('destination'));
  const made = await makePlan({
    source: LocalSource.open({ name: sourceRoot, access: sourceRoot, onlyName: undefined }),
    target,
    options: { ...defaultTransferOptions, ...options },
    limits: [],
    pace: undefined,
    onFinding: (finding) => findings.push(finding),
    signal: new AbortController().signal,
  });
  return { made, findings };
}

test('the plan is what the run then does, and changes nothing', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'aa', 'b/c': 'cccc', 'b/d': 'd', 'skip.tmp': '', 'e/': '' });
  makeTree(place.at('destination'), { a: 'old', extra: 'xxxxx', 'gone/y': '', 'mine.tmp': '' });
  spreadTimes(place.at('source'));
  spreadTimes(place.at('destination'));
  const before = [readTree(place.at('destination')), readdirSync(place.path)];
  const options = {
    deleteExtras: true,
    maxDelete: { kind: 'files', files: 2 } as const,
    selection: Selection.parse({ rules: [{ kind: 'exclude', pattern: '*.tmp' }] }),
  };
  const { made } = await plan(place, options);
  expect(made).toMatchObject({
    source: { files: 3, bytes: 7 },
    copy: { files: 3, bytes: 7 },
    changed: { files: 1, bytes: 2 },
    skip: { files: 0 },
    makeFolders: 2,
    extra: { files: 2, bytes: 5 },
    remove: { files: 2, bytes: 5 },
    examples: { new: 'b/c', changed: 'a', extra: 'extra' },
    target: { hasRoom: true, neededBytes: 7 },
  });
  expect([made.refusal, made.estimate]).toEqual([undefined, undefined]);
  expect([readTree(place.at('destination')), readdirSync(place.path)]).toEqual(before);
  expect(await run(place, options)).toMatchObject({ copied: made.copy, deleted: made.remove });
  expect((await plan(place, options)).made).toMatchObject({
    copy: { files: 0 },
    skip: { files: 3, bytes: 7 },
    makeFolders: 0,
    remove: { files: 0 },
    examples: { same: 'a' },
    estimate: { fromSeconds: 0, toSeconds: 0 },
  });
});

test('a folder of the source that is called as --partial-dir says is named, and not counted', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/.p/file': 'x', 'b': 'y' });
  makeTree(place.at('destination'), { '.p/of it': '' });
  const roots = [place.at('source'), place.at('destination')];
  const { made, findings } = await plan(place, runOptions({ ...defaultTransferOptions, partialDir: '.p' }, roots));
  expect(made).toMatchObject({ source: { files: 1 }, copy: { files: 1 }, findings: { 'partial-dir-skipped': 1 } });
  expect(findings).toMatchObject([{ finding: 'partial-dir-skipped', paths: ['a/.p'], isCertain: true }]);
});

test('a destination that is missing stays missing, and the folder above it is asked', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'aa' });
  const { made } = await plan(place);
  expect(made).toMatchObject({ copy: { files: 1 }, makeFolders: 1, target: { caseHandling: 'keeps' } });
  expect(readdirSync(place.path)).toEqual(['source']);
});

test('a clean-up that would be refused says so', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: '' });
  makeTree(place.at('destination'), { b: '', c: '' });
  expect((await plan(place, { deleteExtras: true })).made).toMatchObject({
    remove: { files: 2 },
    refusal: { code: 'too-many-deletions' },
  });
});

test('two spellings of a name are no clash at a target that was seen to keep them apart', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { Read: '', read: '', [utf8('é')]: '', [utf8('e\u0301')]: '' });
  makeTree(place.at('destination'), { Abc: '', [utf8('ü')]: '' });
  const { made, findings } = await plan(place);
  expect(made.target).toMatchObject({ caseHandling: 'keeps', normalForms: 'keeps' });
  expect(findings).toEqual([]);
});

test('at a target that has nothing to ask for, two spellings are a clash that may be', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'x/Read': '', 'x/read': '', 'y/read': '', [utf8('é')]: '', [utf8('e\u0301')]: '' });
  makeTree(place.at('destination'), {});
  const { made, findings } = await plan(place);
  expect(made.target).toMatchObject({ caseHandling: 'unknown', normalForms: 'unknown' });
  expect(findings).toMatchObject([
    { finding: 'name-clash', paths: ['e\u0301', 'é'], isCertain: false },
    { finding: 'name-clash', paths: ['x/Read', 'x/read'], isCertain: false },
  ]);
});

test('what is in the way, and what is no file, is named and not counted as work', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'folder/x': '', file: '', ok: '' });
  execFileSync('mkfifo', [place.at('source/pipe')]);
  makeTree(place.at('destination'), { folder: '', 'file/inside': '' });
  const { made, findings } = await plan(place);
  expect(findings.map(({ finding, paths }) => [finding, ...paths])).toEqual([
    ['in-the-way', 'file'],
    ['in-the-way', 'folder'],
    ['not-regular', 'pipe'],
  ]);
  expect(made).toMatchObject({ findings: { 'in-the-way': 2, 'not-regular': 1 } });
});

test('a folder of the destination that cannot be listed is named', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/x': '', 'b/y': '' });
  makeTree(place.at('destination'), { 'a/x': '', 'b/y': '' });
  using there = LocalTarget.open(place.at('destination'));
  const cannotList = async function* (options: PlanScanOptions) {
    for await (const listing of there.scan(options)) {
      const isHidden = Buffer.from(listing.folder).toString() === 'b';
      yield isHidden ? { ...listing, problem: { code: 'permission-denied', message: 'cannot list b' } } : listing;
    }
  };
  const findings: PlanFinding[] = [];
  const sourceRoot = Buffer.from(place.at('source'));
  const { facts } = there;
  await makePlan({
    source: LocalSource.open({ name: sourceRoot, access: sourceRoot, onlyName: undefined }),
    target: { facts, scan: cannotList, refusesLong: async () => [] },
    options: defaultTransferOptions,
    limits: [],
    pace: undefined,
    onFinding: (finding) => findings.push(finding),
    signal: new AbortController().signal,
  });
  expect(findings).toEqual([{ finding: 'unreadable', paths: ['b'], isCertain: true, message: 'cannot list b' }]);
});

test('holes need no room at the target, and their time is not counted', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { small: 'x' });
  const size = 2 ** 40;
  makeSparseFile(place.at('source/disk.img'), { size, data: [[2 ** 30, 65_536]] });
  const { made } = await plan(place);
  expect(made.copy).toEqual({ files: 2, bytes: size + 1 });
  expect(made.target).toMatchObject({ neededBytes: 65_537, hasRoom: true });
});
