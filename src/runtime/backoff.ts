/** Delays between attempts: exponential, capped, with full jitter so that many clients spread out. */
export interface BackoffRule {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** `attempt` counts from 1; `random` is in [0, 1). The result lies between half the step and the step. */
export function backoffMs(rule: BackoffRule, attempt: number, random: number = Math.random()): number {
  const step = Math.min(rule.maxMs, rule.firstMs * 2 ** (attempt - 1));
  return Math.round(step / 2 + (step / 2) * random);
}
