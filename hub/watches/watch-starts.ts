/**
 * Starts what watched folders are there for. What fires while a run of the same watch has not ended is started for once,
 * after it. What has been started for is stored after the start: a crash in between finds the transfer again by its key.
 */
import type { WatchTrigger } from '../../src/model/trigger.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { Declared, TriggerStore } from '../schedules/declared-store.ts';
import type { TemplateStarts } from '../schedules/template-starts.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { WatchedStore } from './watched-store.ts';

export interface WatchStartsOptions {
  readonly triggers: TriggerStore;
  readonly watched: WatchedStore;
  readonly starts: TemplateStarts;
  readonly ledger: Pick<Ledger, 'active'>;
  readonly log: Logger;
}

export class WatchStarts {
  readonly #options: WatchStartsOptions;

  constructor(options: WatchStartsOptions) {
    this.#options = options;
  }

  /** Whatever has fired. Never throws. */
  step(): void {
    const { triggers, log } = this.#options;
    try {
      for (const declared of triggers.all) if (isWatch(declared) && declared.body.enabled) this.#tryToLook(declared);
    } catch (err) {
      log.error({ err }, 'what was declared of triggers cannot be read');
    }
  }

  #tryToLook(declared: Declared<WatchTrigger>): void {
    try {
      this.#look(declared);
    } catch (err) {
      this.#options.log.error({ err, trigger: declared.body.name }, 'a watched folder could not be seen to');
    }
  }

  #look(declared: Declared<WatchTrigger>): void {
    const { watched, starts } = this.#options;
    const { name, node, set = {}, settleSeconds } = declared.body;
    const { fired, started, firedAt } = watched.get(name, node) ?? { fired: 0, started: 0, firedAt: undefined };
    if (firedAt === undefined || fired <= started || this.#isRunning(name)) return;
    const key = `trigger ${name} fired ${fired} ${new Date(firedAt).toISOString()}`;
    starts.forTrigger(declared, { key, set, at: firedAt, timeZone: 'UTC', settleSeconds });
    watched.setStarted(name, node, fired);
  }

  #isRunning(name: string): boolean {
    for (const { startedBy } of this.#options.ledger.active.all()) if (startedBy?.trigger === name) return true;
    return false;
  }
}

function isWatch(declared: Declared<{ readonly kind: string }>): declared is Declared<WatchTrigger> {
  return declared.body.kind === 'watch';
}
