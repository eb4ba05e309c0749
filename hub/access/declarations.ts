/** What is declared with `--apply`: checked as a whole, and in force as a whole or not at all. */
import type { Connection } from '../../src/model/connection.ts';
import type { DeclaredCredential } from '../../src/model/credential.ts';
import type { Declaration, DeclaredChange } from '../../src/model/declaration.ts';
import { principalName, type User } from '../../src/model/principal.ts';
import type { Trigger } from '../../src/model/trigger.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { confirmObjectTriggers } from '../events/confirm-object-triggers.ts';
import type { QueueDelivery } from '../events/queue-delivery.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { confirmNames } from '../notifications/confirm-names.ts';
import type { DeliveryStore } from '../notifications/delivery-store.ts';
import { confirmTriggers } from '../schedules/confirm-triggers.ts';
import type { NotificationStore, TemplateStore, TriggerStore } from '../schedules/declared-store.ts';
import type { TriggerStates } from '../schedules/trigger-states.ts';
import type { WatchDelivery } from '../watches/watch-delivery.ts';
import type { WatchedStore } from '../watches/watched-store.ts';
import type { CredentialDelivery } from './credential-delivery.ts';
import type { CredentialStore } from './credential-store.ts';
import type { PolicyStore } from './policy-store.ts';

export interface DeclarationsOptions {
  readonly database: Sqlite;
  readonly policies: PolicyStore;
  readonly credentials: CredentialStore;
  readonly connections: ConnectionStore;
  readonly templates: TemplateStore;
  readonly triggers: TriggerStore;
  readonly states: TriggerStates;
  readonly notifications: NotificationStore;
  readonly deliveries: DeliveryStore;
  readonly delivery: CredentialDelivery;
  readonly watches: WatchDelivery;
  readonly queueDelivery: Pick<QueueDelivery, 'tellAll'>;
  readonly watched: WatchedStore;
  readonly registry: NodeRegistry;
  readonly clock: Clock;
}

export class Declarations {
  readonly #options: DeclarationsOptions;

  constructor(options: DeclarationsOptions) {
    this.#options = options;
  }

  /** What is in force, without any secret. */
  get all(): Declaration {
    const { policies, credentials, connections, templates, triggers, notifications } = this.#options;
    return {
      policies: [...policies.all],
      credentials: credentials.declared(),
      connections: [...connections.all],
      templates: templates.bodies,
      triggers: triggers.bodies,
      notifications: notifications.bodies,
    };
  }

  /** What is sealed to the key, with a version above the newest, replaces what the node has. Throws as `compare`. */
  sealingKey(node: string): { readonly key: string; readonly newest: number } {
    const { registry, credentials } = this.#options;
    registry.get(node);
    const key = registry.sealingKey(node);
    if (key === undefined) throw keyUnknown(node);
    return { key, newest: Math.max(0, ...credentials.sealsFor(node).map(({ version }) => version)) };
  }

  /** Throws `node-unknown`, `node-unreachable`, `credential-unopened`, `name-taken`, `name-unknown` and `usage`. */
  compare({ policies, credentials, connections, templates, triggers, notifications }: Declaration): DeclaredChange[] {
    for (const credential of credentials ?? []) this.#confirmSealed(credential);
    for (const connection of connections ?? []) this.#confirmOwnName(connection);
    this.#confirmCredentials({ connections, triggers }, credentials);
    this.#confirmTriggers({ connections, templates, triggers });
    confirmNames(notifications ?? this.#options.notifications.bodies, {
      templates: namesOf(templates ?? this.#options.templates.bodies),
      triggers: namesOf(triggers ?? this.#options.triggers.bodies),
      nodes: namesOf(this.#options.registry.all()),
    });
    return [
      ...(policies === undefined ? [] : this.#options.policies.compare(policies)),
      ...(credentials === undefined ? [] : this.#options.credentials.compare(credentials)),
      ...(connections === undefined ? [] : this.#options.connections.compare(connections)),
      ...(templates === undefined ? [] : this.#options.templates.compare(templates)),
      ...(triggers === undefined ? [] : this.#options.triggers.compare(triggers)),
      ...(notifications === undefined ? [] : this.#options.notifications.compare(notifications)),
    ];
  }

  /** In force when it returns; throws as `compare`. */
  apply(next: Declaration, user: User): DeclaredChange[] {
    const { database, policies, credentials, connections, templates, triggers, delivery, watches, queueDelivery } =
      this.#options;
    const { notifications, deliveries } = this.#options;
    const who = principalName(user);
    const changes = this.compare(next);
    database
      .transaction(() => {
        if (next.credentials !== undefined) credentials.replace(next.credentials, who);
        if (next.connections !== undefined) connections.replace(next.connections, who);
        if (next.templates !== undefined) templates.replace(next.templates, user);
        if (next.triggers !== undefined) {
          this.#beginAnew(next.triggers);
          triggers.replace(next.triggers, user);
        }
        if (next.notifications !== undefined) {
          notifications.replace(next.notifications, user);
          deliveries.keepOnly(next.notifications.map(({ name }) => name));
        }
        // Last: it remembers what it stored.
        if (next.policies !== undefined) policies.replace(next.policies, who);
      })
      .immediate();
    connections.forget();
    templates.forget();
    triggers.forget();
    notifications.forget();
    if (changes.some(({ kind }) => kind === 'credential')) delivery.tellAll();
    if (changes.some(({ kind }) => kind === 'template' || kind === 'trigger')) {
      watches.tellAll();
      queueDelivery.tellAll();
    }
    return changes;
  }

  /** What was due before a trigger was declared so, or while it was not enabled, does not concern it. */
  #beginAnew(next: readonly Trigger[]): void {
    const { triggers, states, watched, clock } = this.#options;
    const kept = new Set(next.map(({ name }) => name));
    watched.keepOnly([...kept]);
    for (const { name } of triggers.bodies) if (!kept.has(name)) states.delete(name);
    for (const trigger of next) {
      const before = triggers.find(trigger.name)?.body;
      const last = states.get(trigger.name)?.last;
      if (before === undefined || timesOf(before) !== timesOf(trigger))
        states.put(trigger.name, { handled: clock.now(), waiting: undefined, last });
    }
  }

  /** As they will be in force together. */
  #confirmTriggers(next: Pick<Declaration, 'connections' | 'templates' | 'triggers'>): void {
    const templates = next.templates ?? this.#options.templates.bodies;
    const triggers = next.triggers ?? this.#options.triggers.bodies;
    confirmTriggers(templates, triggers);
    confirmObjectTriggers(triggers, { templates, connections: next.connections ?? this.#options.connections.all });
  }

  /** A location says one name, and it must be clear which of the two it is. */
  #confirmOwnName({ name }: Connection): void {
    if (!this.#options.registry.all().some((node) => node.name === name)) return;
    throw new Fault('name-taken', `${name} is a node; give the connection another name`);
  }

  /** Each that a connection or a trigger names is there, or comes with it; that of a queue opens on the node that polls it. */
  #confirmCredentials(
    next: Pick<Declaration, 'connections' | 'triggers'>,
    declared: Declaration['credentials'] = this.#options.credentials.declared(),
  ): void {
    const { connections, triggers } = this.#options;
    const known = new Map(declared.map(({ name, nodes }) => [name, nodes]));
    const confirm = (who: string, credential: string | undefined, node?: string): void => {
      if (credential === undefined) return;
      const nodes = known.get(credential);
      if (nodes === undefined)
        throw new Fault('name-unknown', `${who} names the credential ${credential}, which there is not`);
      if (node !== undefined && !nodes.includes(node))
        throw new Fault('usage', `${who} needs the credential ${credential} on ${node}, which is not among its nodes`);
    };
    for (const { name, credential } of next.connections ?? connections.all)
      confirm(`the connection ${name}`, credential);
    for (const trigger of next.triggers ?? triggers.bodies)
      if (trigger.kind === 'sqs') confirm(`the trigger ${trigger.name}`, trigger.credential, trigger.node);
  }

  /** Every node of a credential has, or gets, what its key of now opens. */
  #confirmSealed({ name, nodes, seals }: DeclaredCredential): void {
    const { registry, credentials } = this.#options;
    const stored = credentials.seals().filter((seal) => seal.name === name);
    for (const node of nodes) {
      registry.get(node);
      const key = registry.sealingKey(node);
      const seal = (seals ?? stored).find((each) => each.node === node);
      if (seal === undefined || (key !== undefined && seal.sealedTo !== key)) {
        const why =
          seal === undefined ? 'nothing is sealed to it' : 'what is sealed is for an earlier key of that node';
        throw new Fault('credential-unopened', `${node} could not open the credential ${name}: ${why}`);
      }
      if (seals !== undefined && key === undefined) throw keyUnknown(node);
    }
    const stranger = seals?.find(({ node }) => !nodes.includes(node));
    if (stranger !== undefined)
      throw new Fault('credential-unopened', `${name} is sealed to ${stranger.node}, which is not among its nodes`);
  }
}

function namesOf(list: readonly { readonly name: string }[]): string[] {
  return list.map(({ name }) => name);
}

/** Two with the same text are due at the same times. */
function timesOf(trigger: Trigger): string {
  const { kind, enabled } = trigger;
  return JSON.stringify([kind, enabled, ...(kind === 'schedule' ? [trigger.cron, trigger.timeZone] : [])]);
}

/** Keys are believed as nodes say them over their own link, and not from a database that somebody may have written. */
function keyUnknown(node: string): Fault {
  return new Fault(
    'node-unreachable',
    `${node} has not been attached since the hub was started, or is too old: nothing can be sealed to it`,
  );
}
