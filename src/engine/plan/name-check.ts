/** The names of the source, held against what the target makes of them: folder by folder, no more in memory than one. */
import type { Buffer } from 'node:buffer';
import type { PlanFinding } from '../../model/plan.ts';
import { matchText, shownName } from '../../runtime/names.ts';
import { joinPath } from '../disk/relative-path.ts';
import { type PlanTarget, surelyShortBytes } from './plan-target.ts';

export interface NameCheckOptions {
  readonly target: PlanTarget;
  readonly onFinding: (finding: PlanFinding) => void;
  readonly signal: AbortSignal;
}

export class NameCheck {
  readonly #options: NameCheckOptions;
  #seen = new Map<string, Buffer>();

  constructor(options: NameCheckOptions) {
    this.#options = options;
  }

  startFolder(): void {
    this.#seen = new Map();
  }

  look(folder: Buffer, name: Buffer): void {
    const { target, onFinding } = this.#options;
    const { caseHandling, normalForms } = target.facts;
    if (caseHandling === 'keeps' && normalForms === 'keeps') return;
    const folded = this.#folded(name);
    const other = this.#seen.get(folded);
    this.#seen.set(folded, name);
    if (other === undefined) return;
    const [path, shownOther] = [name, other].map((each) => shownName(joinPath(folder, each))) as [string, string];
    const isCertain = this.#isCertain(name, other);
    const message = `${shownOther} and ${path} ${isCertain ? 'are one name at the target' : 'may be one name at the target, which could not be asked'}`;
    onFinding({ finding: 'name-clash', paths: [shownOther, path], isCertain, message });
  }

  /** Asks the target for those that it may find too long. */
  async lookAtLengths(folder: Buffer, names: readonly Buffer[]): Promise<void> {
    const { target, onFinding, signal } = this.#options;
    const long = names.filter(({ length }) => length > surelyShortBytes);
    if (long.length === 0) return;
    for (const [at, isRefused] of (await target.refusesLong(long, signal)).entries()) {
      const name = long[at];
      if (!isRefused || name === undefined) continue;
      const path = shownName(joinPath(folder, name));
      const message = `the name has ${name.length} bytes, and the target does not take it: ${path}`;
      onFinding({ finding: 'name-too-long', paths: [path], isCertain: true, message });
    }
  }

  /** What two names have in common when the target may take them for one. */
  #folded(name: Buffer): string {
    const { caseHandling, normalForms } = this.#options.target.facts;
    const text = matchText(name);
    const form = normalForms === 'keeps' ? text : text.normalize('NFC');
    return caseHandling === 'keeps' ? form : form.toLowerCase();
  }

  /** Whether what is known of the target is enough to make them one. */
  #isCertain(name: Buffer, other: Buffer): boolean {
    const { caseHandling, normalForms } = this.#options.target.facts;
    const fold = (bytes: Buffer) => {
      const text = bytes.toString();
      const form = normalForms === 'folds' ? text.normalize('NFC') : text;
      return caseHandling === 'folds' ? form.toLowerCase() : form;
    };
    return fold(name) === fold(other);
  }
}
