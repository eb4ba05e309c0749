/** A plan as a node would make it. */
import type { PlanAnswer } from '../../src/model/plan-request.ts';

export function somePlan({ copiedFiles = 2 }: { readonly copiedFiles?: number } = {}): PlanAnswer {
  const count = { files: copiedFiles, bytes: 1000 * copiedFiles };
  const none = { files: 0, bytes: 0 };
  return {
    plan: {
      source: count,
      destination: none,
      copy: count,
      skip: none,
      makeFolders: 1,
      findings: {
        'name-clash': 3,
        'name-too-long': 0,
        'in-the-way': 0,
        'not-regular': 0,
        'link-skipped': 0,
        'partial-dir-skipped': 0,
        unreadable: 0,
      },
      target: {
        caseHandling: 'folds',
        normalForms: 'keeps',
        freeBytes: 5e9,
        neededBytes: count.bytes,
        hasRoom: true,
      },
      estimate: { fromSeconds: 60, toSeconds: 120 },
      durationMs: 10,
    },
    findings: [
      { finding: 'name-clash', paths: ['A', 'a'], isCertain: true, message: 'A and a\n are one name at the target' },
    ],
  };
}
