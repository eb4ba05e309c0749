/** As many findings as fit into an answer, the first ones. The plan itself counts all of them. */
import type { PlanFinding } from '../../src/model/plan.ts';
import { mostFindings } from '../../src/model/plan-request.ts';

/** A fourth of a message: long paths are escaped, and name clashes have two. */
const mostCharacters = 1024 * 1024;

export class FindingList {
  readonly kept: PlanFinding[] = [];
  #room = mostCharacters;

  add(finding: PlanFinding): void {
    if (this.kept.length >= mostFindings || this.#room === 0) return;
    const length = JSON.stringify(finding).length;
    this.#room = length > this.#room ? 0 : this.#room - length;
    if (this.#room > 0) this.kept.push(finding);
  }
}
