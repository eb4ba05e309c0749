/** The names of the source, held against what the target makes of them: folder by folder, no more in memory than one. */
import type { Buffer } from 'node:buffer';
import { shownName } from '../../runtime/names.ts';
import { joinPath } from '../disk/relative-path.ts';
import type { PlanFinding } from './plan.ts';
import type { TargetProbe } from './target-probe.ts';

export class NameCheck {
  readonly #target: TargetProbe;
  readonly #onFinding: (finding: PlanFinding) => void;
  #seen = new Map<string, Buffer>();

  constructor(target: TargetProbe, onFinding: (finding: PlanFinding) => void) {
    this.#target = target;
    this.#onFinding = onFinding;
  }

  startFolder(): void {
    this.#seen = new Map();
  }

  look(folder: Buffer, name: Buffer): void {
    const path = shownName(joinPath(folder, name));
    if (this.#target.isTooLong(name)) {
      const message = `the name has ${name.length} bytes, and the target does not take it: ${path}`;
      this.#onFinding({ finding: 'name-too-long', paths: [path], isCertain: true, message });
    }
    if (!this.#target.mayFold) return;
    const folded = this.#target.foldedName(name);
    const other = this.#seen.get(folded);
    this.#seen.set(folded, name);
    if (other === undefined) return;
    const shownOther = shownName(joinPath(folder, other));
    const isCertain = this.#isCertain(name, other);
    const message = `${shownOther} and ${path} ${isCertain ? 'are one name at the target' : 'may be one name at the target, which could not be asked'}`;
    this.#onFinding({ finding: 'name-clash', paths: [shownOther, path], isCertain, message });
  }

  /** Whether what is known of the target is enough to make them one. */
  #isCertain(name: Buffer, other: Buffer): boolean {
    const { caseHandling, normalForms } = this.#target;
    const fold = (bytes: Buffer) => {
      const text = bytes.toString();
      const form = normalForms === 'folds' ? text.normalize('NFC') : text;
      return caseHandling === 'folds' ? form.toLowerCase() : form;
    };
    return fold(name) === fold(other);
  }
}
