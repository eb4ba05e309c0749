/** What a node answers when it is asked what a transfer would do: something of everything, and one thing that it leaves. */
import type { PlanAnswer } from '../../src/model/plan-request.ts';

const counted = (files: number, bytes: number) => ({ files, bytes });

/** `pipe`: the name of what is not copied. */
export function planAnswer(pipe: string): PlanAnswer {
  return {
    plan: {
      source: counted(18_442, 405e9),
      destination: counted(7, 70),
      copy: counted(18_441, 404e9),
      changed: counted(1, 48e3),
      skip: counted(1, 2.1e6),
      extra: counted(5, 50),
      makeFolders: 3,
      examples: { new: 'shots/a.mov', changed: 'manifest.json', same: pipe, extra: 'README.md' },
      findings: { 'not-regular': 1 },
      target: { caseHandling: 'keeps', normalForms: 'keeps', freeBytes: 12.4e12, neededBytes: 404e9, hasRoom: true },
      estimate: { fromSeconds: 60, toSeconds: 60 },
      durationMs: 5,
    },
    findings: [
      { finding: 'not-regular', paths: [pipe], isCertain: true, message: `${pipe} is a pipe, and is not copied` },
    ],
  };
}
