/** Starts what templates mean: for a person with the person's rights, for a trigger with those of who declared it and its template. */
import { judge } from '../../src/model/policy.ts';
import { principalName, type User } from '../../src/model/principal.ts';
import type { Template } from '../../src/model/template.ts';
import { type Filled, type Filling, fillTemplate, type VariableValues } from '../../src/model/template-fill.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { Trigger } from '../../src/model/trigger.ts';
import type { TriggerRun } from '../../src/model/trigger-record.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { PolicyStore } from '../access/policy-store.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Dispatcher } from '../transfers/dispatcher.ts';
import type { TransferStore } from '../transfers/transfer-store.ts';
import type { Declared, Declarer, TemplateStore } from './declared-store.ts';
import type { TriggerStates } from './trigger-states.ts';

export interface TemplateStartsOptions {
  readonly templates: TemplateStore;
  readonly states: TriggerStates;
  readonly policies: PolicyStore;
  readonly transfers: TransferStore;
  readonly dispatcher: Pick<Dispatcher, 'start' | 'retry'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface PersonsWish {
  readonly template: string;
  readonly set: VariableValues;
  readonly key?: string | undefined;
}

export interface Firing extends Filling {
  /** What a trigger does for the same reason has the same key, and is done once. */
  readonly key: string;
  /** Files of the source that were changed since are left for another run. */
  readonly settleSeconds?: number;
  /** Throws when what the template means is not what it was started for. */
  readonly confirm?: (request: Filled['request']) => void;
}

export class TemplateStarts {
  readonly #options: TemplateStartsOptions;

  constructor(options: TemplateStartsOptions) {
    this.#options = options;
  }

  /** Throws `name-unknown`, `usage`, `refused`, and what stands against the transfer itself. */
  forPerson({ template: name, set, key }: PersonsWish, user: User): Transfer[] {
    const { clock, dispatcher, audit } = this.#options;
    const who = principalName(user);
    const template = this.#template(name).body;
    const { request, values } = fillTemplate(template, { set, at: clock.now(), timeZone: 'UTC' });
    const reason = this.#denied(request, [user]);
    if (reason !== undefined) {
      audit.append({ who, action: 'start-template', object: name, result: 'denied', detail: reason });
      throw new Fault('refused', reason);
    }
    return dispatcher.start(
      { ...request, ...(key !== undefined && { key }), startedBy: { template: name, values } },
      who,
    );
  }

  /** What the key has started. */
  startedBefore(trigger: Trigger, key: string): Transfer[] {
    return this.#options.transfers.ofKey(key).filter(({ startedBy }) => startedBy?.trigger === trigger.name);
  }

  /**
   * Once for each key. What cannot be started is noted and audited, and not tried again; throws only what is no answer of
   * anybody, such as a full disk.
   */
  forTrigger({ body: trigger, by }: Declared<Trigger>, { key, ...filling }: Firing): TriggerRun {
    const { states, audit, clock } = this.#options;
    const { name } = trigger;
    const who = `trigger:${name}`;
    const at = clock.now();
    let run: TriggerRun;
    try {
      const before = this.startedBefore(trigger, key);
      const transfers = before.length > 0 ? before : this.#fire(trigger, by, { key, ...filling });
      run = { kind: 'started', at, transfers: transfers.map(({ id }) => id) };
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      const { code, message, hint } = thrown;
      run = { kind: 'refused', at, reason: { code, message, hint } };
      audit.append({ who, action: 'trigger.start', object: name, result: 'failed', detail: shownName(message) });
    }
    states.note(name, run);
    return run;
  }

  /** Starts again what has ended, if those whose rights hold for it may still do so. Throws why not. */
  async again({ body: trigger, by }: Declared<Trigger>, ended: readonly Transfer[]): Promise<void> {
    const template = this.#template(trigger.template);
    for (const { id, source, destination, options } of ended) {
      const reason = this.#denied({ source, destinations: [destination], options }, [by, template.by]);
      if (reason !== undefined) throw new Fault('refused', reason);
      await this.#options.dispatcher.retry(id, `trigger:${trigger.name}`);
    }
  }

  #fire(trigger: Trigger, by: Declarer, { key, settleSeconds, confirm, ...filling }: Firing): Transfer[] {
    const { name, template: templateName } = trigger;
    const template = this.#template(templateName);
    const filled = fillTemplate(template.body, filling);
    const { values } = filled;
    confirm?.(filled.request);
    const request = settleSeconds === undefined ? filled.request : whenSettled(filled.request, settleSeconds);
    // A template that somebody else has changed meanwhile must not lead further than they may go.
    const reason = this.#denied(request, [by, template.by]);
    if (reason !== undefined) throw new Fault('refused', reason);
    const who = `trigger:${name}`;
    const startedBy = { template: templateName, trigger: name, values };
    const transfers = this.#options.dispatcher.start({ ...request, key, startedBy }, who);
    const other = transfers.find(({ createdBy }) => createdBy !== who);
    if (other === undefined) return transfers;
    throw new Fault('usage', `the key '${key}' was taken by ${other.createdBy} for ${other.id}`);
  }

  #template(name: string): Declared<Template> {
    const template = this.#options.templates.find(name);
    if (template === undefined) throw new Fault('name-unknown', `there is no template ${name}`);
    return template;
  }

  #denied({ source, destinations, options }: Filled['request'], users: readonly Declarer[]): string | undefined {
    const policies = this.#options.policies.all;
    const judgements = users.flatMap((user) =>
      destinations.map((destination) => judge(policies, user, { source, destination, options })),
    );
    const denied = judgements.find((judgement) => judgement.kind === 'denied');
    return denied && shownName(denied.reason);
  }
}

function whenSettled({ options, ...request }: Filled['request'], settleSeconds: number): Filled['request'] {
  return { ...request, options: { ...options, selection: { rules: [], ...options.selection, settleSeconds } } };
}
