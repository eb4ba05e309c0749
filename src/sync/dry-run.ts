/** `--dry-run`: what a run would do, for people on standard output, or as JSON Lines: findings, then the plan. */
import { Buffer } from 'node:buffer';
import { LocalSource } from '../engine/endpoint/local-source.ts';
import { LocalTarget } from '../engine/plan/local-target.ts';
import { makePlan } from '../engine/plan/make-plan.ts';
import { latestPace } from '../engine/plan/pace.ts';
import type { RunOptions } from '../engine/run/run-options.ts';
import { planText } from '../model/plan-text.ts';
import type { RateLimit } from '../model/rate-limit.ts';
import type { SyncSettings } from './flags.ts';
import type { Places } from './places.ts';

export interface DryRunOptions {
  readonly voice: Pick<SyncSettings, 'json' | 'quiet'>;
  readonly options: RunOptions;
  readonly bwlimit: RateLimit | undefined;
  readonly places: Places;
  readonly auditFile: string;
  readonly signal: AbortSignal;
}

export async function dryRun({ voice, options, bwlimit, places, auditFile, signal }: DryRunOptions): Promise<void> {
  const { json, quiet } = voice;
  const write = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const name = Buffer.from(places.source);
  const onlyName = places.onlyName === undefined ? undefined : Buffer.from(places.onlyName);
  const source = LocalSource.open({ name, access: name, onlyName });
  using target = LocalTarget.open(places.destination);
  const plan = await makePlan({
    source,
    target,
    options,
    limits: bwlimit === undefined ? [] : [bwlimit],
    pace: latestPace(auditFile),
    onFinding: (finding) => {
      if (json) write({ event: 'finding', ...finding });
      else if (!quiet) process.stderr.write(`note: ${finding.message} (${finding.finding})\n`);
    },
    signal,
  });
  if (json) write({ event: 'plan', ...plan });
  else process.stdout.write(`${planText(plan)}\n`);
}
