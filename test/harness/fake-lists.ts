/** What is declared at a fake hub, and who is let in. */
import type { Handlers } from '../../src/link/peer.ts';
import type { ApiKeyRecord } from '../../src/model/api-key.ts';
import type { ConnectionRecord } from '../../src/model/connection-record.ts';
import type { MemberList } from '../../src/model/member-list.ts';
import type { Policy } from '../../src/model/policy.ts';
import { isAllowed, type Role } from '../../src/model/principal.ts';
import { Template } from '../../src/model/template.ts';
import { fillTemplate } from '../../src/model/template-fill.ts';
import type { TemplateRecord, TriggerRecord } from '../../src/model/trigger-record.ts';
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import type { FakeFleet } from './fake-fleet.ts';

export interface FakeLists {
  triggers: TriggerRecord[];
  templates: TemplateRecord[];
  connections: ConnectionRecord[];
  members: MemberList;
  keys: ApiKeyRecord[];
  policies: Policy[];
  /** Why a node cannot read a place in a connection; the others can, and write there. */
  refusing?: Readonly<Record<string, string>>;
}

export function noLists(): FakeLists {
  const members = { users: [], nodes: [], tokens: [] };
  return { triggers: [], templates: [], connections: [], members, keys: [], policies: [] };
}

type Names =
  | 'start-template'
  | 'list-templates'
  | 'list-triggers'
  | 'keep-template'
  | 'switch-trigger'
  | 'list-connections'
  | 'check-store'
  | 'list-members'
  | 'list-api-keys'
  | 'withdraw-token'
  | 'export'
  | 'apply'
  | 'revoke'
  | 'invite';

export interface FakeListsOptions {
  readonly lists: FakeLists;
  readonly fleet: FakeFleet;
  readonly role: Role;
}

export function listHandlers({
  lists,
  fleet,
  role,
}: FakeListsOptions): Pick<Handlers<typeof consoleToHub>['requests'], Names> {
  const may = (right: 'transfer' | 'administer'): void => {
    if (!isAllowed(role, right)) throw new Fault('refused', `a ${role} may not ${right}`);
  };
  return {
    'list-templates': async () => ({ templates: lists.templates }),
    'list-triggers': async () => ({ triggers: lists.triggers }),
    'list-connections': async () => ({ connections: lists.connections }),
    'start-template': async ({ template: name, set }) => {
      may('transfer');
      const found = lists.templates.find(({ template }) => template.name === name);
      if (found === undefined) throw new Fault('name-unknown', `there is no template named ${name}`);
      const { request, values } = fillTemplate(found.template, { set, at: fleet.now(), timeZone: 'UTC' });
      const transfers = request.destinations.map((destination) => {
        const { id } = fleet.start({ ...request, destination });
        return fleet.adjust(id, { startedBy: { template: name, values } });
      });
      return { transfers };
    },
    'keep-template': async ({ template, isReplacing }) => {
      may('administer');
      const others = lists.templates.filter((record) => record.template.name !== template.name);
      if (others.length < lists.templates.length && !isReplacing)
        throw new Fault('name-taken', `there is a template named ${template.name}`);
      lists.templates = [...others, { template, declaredBy: 'user:ana' }];
      return {};
    },
    'switch-trigger': async ({ trigger: name, enabled }) => {
      may('administer');
      lists.triggers = lists.triggers.map((record) =>
        record.trigger.name === name ? { ...record, trigger: { ...record.trigger, enabled } } : record,
      );
      return {};
    },
    'check-store': async ({ location: { node }, via = '' }) => {
      may('transfer');
      if (!lists.connections.some(({ name }) => name === node))
        throw new Fault('node-unknown', `there is no connection named ${node}`);
      const reason = lists.refusing?.[via];
      if (reason !== undefined) throw new Fault('refused', reason);
      return { node: via };
    },
    'list-members': async () => {
      may('administer');
      return lists.members;
    },
    'list-api-keys': async () => {
      may('administer');
      return { keys: lists.keys };
    },
    'withdraw-token': async ({ kind, name }) => {
      may('administer');
      const { tokens, ...rest } = lists.members;
      const left = tokens.filter((token) => token.kind !== kind || token.name !== name);
      lists.members = { ...rest, tokens: left };
      return { tokens: tokens.length - left.length };
    },
    export: async () => {
      may('administer');
      const { policies, triggers, templates } = lists;
      return {
        policies,
        triggers: triggers.map(({ trigger }) => trigger),
        templates: templates.map(({ template }) => template),
        connections: [],
      };
    },
    apply: async ({ declaration: { triggers } }) => {
      may('administer');
      if (triggers === undefined) return { changes: [] };
      const unknown = triggers.find(({ template }) => !lists.templates.some((each) => each.template.name === template));
      if (unknown !== undefined) throw new Fault('name-unknown', `there is no template named ${unknown.template}`);
      lists.triggers = triggers.map((trigger) => {
        const before = lists.triggers.find((record) => record.trigger.name === trigger.name);
        return { declaredBy: 'user:ana', nextRuns: [], ...before, trigger };
      });
      return { changes: [{ kind: 'trigger', name: 'x', change: 'changed' }] };
    },
    revoke: async ({ kind = 'node', name }) => {
      may('administer');
      const { users, nodes, tokens } = lists.members;
      if (kind === 'key') lists.keys = lists.keys.filter((key) => key.name !== name);
      else
        lists.members = {
          users: kind === 'user' ? users.filter((user) => user.name !== name) : users,
          nodes: kind === 'node' ? nodes.filter((node) => node.name !== name) : nodes,
          tokens,
        };
      return { kind, certificates: 1, transfers: [] };
    },
    invite: async ({ kind, name, role: given }) => {
      may('administer');
      const expiresAt = fleet.now() + 3_600_000;
      const token = { kind, name, createdBy: 'user:ana', createdAt: fleet.now(), expiresAt };
      const added = { ...token, ...(given !== undefined && { role: given }) };
      lists.members = { ...lists.members, tokens: [...lists.members.tokens, added] };
      return { token: `lh1.${name}.${'a'.repeat(120)}`, expiresAt };
    },
  };
}

/** Of each kind a few, with reasons, wide names and what has gone wrong. */
export function seededLists(now: number): FakeLists {
  const minute = 60_000;
  const template = (
    name: string,
    from: string,
    to: string | string[],
    rest: Partial<Template> = {},
  ): TemplateRecord => ({
    template: Template.parse({ name, from, to, ...rest }),
    declaredBy: 'user:ana',
  });
  const schedule = (name: string, cron: string, template: string) =>
    ({
      kind: 'schedule',
      name,
      template,
      cron,
      timeZone: 'UTC',
      overlap: 'skip',
      missed: 'run-once',
      enabled: true,
    }) as const;
  const nextRuns = [6, 16, 26, 36, 46].map((later) => now + later * minute);
  return {
    ...noLists(),
    templates: [
      template('reel', 'fs1:/data/reels/{project}', ['fs2:/in/{project}', 'fs2:/copy/{project}'], {
        variables: { project: { pattern: '[a-z0-9_]+', path: false }, day: { default: 'mon', path: false } },
        title: '{project} {day}',
      }),
      template('db-dump', 'fs1:/dump', 'fs2:/vault/db'),
    ],
    triggers: [
      {
        trigger: { ...schedule('ingest-sweep', '*/10 * * * *', 'reel'), set: { project: 'reel_0417' } },
        declaredBy: 'user:ana',
        nextRuns,
        lastRun: { kind: 'started', at: now - 4 * minute, transfers: [transferId(48199)] },
        lastResult: 'success',
      },
      {
        trigger: schedule('nightly-db', '0 3 * * *', 'db-dump'),
        declaredBy: 'user:raj',
        nextRuns,
        lastRun: {
          kind: 'refused',
          at: now - 9 * minute,
          reason: { code: 'refused', message: 'no policy lets user:raj write to fs2:/vault/db', hint: '' },
        },
      },
      {
        trigger: { ...schedule('weekly', '0 3 * * 0', 'db-dump'), enabled: false },
        declaredBy: 'user:raj',
        nextRuns: [],
      },
      {
        trigger: {
          kind: 'watch',
          name: 'render-return',
          template: 'db-dump',
          node: 'fs1',
          folder: '/data/返却',
          settleSeconds: 5,
          exclude: ['*.part'],
          enabled: true,
        },
        declaredBy: 'user:mei',
        nextRuns: [],
        watched: {
          kind: 'looks',
          everySeconds: 30,
          reason: { code: 'watch-unsupported', message: 'the folder is on a network file system', hint: '' },
        },
      },
      {
        trigger: {
          kind: 'sqs',
          name: 'media-in',
          template: 'db-dump',
          node: 'fs1',
          queue: 'https://sqs.eu-west-1.amazonaws.com/123456789012/media-in',
          atOnce: 10,
          enabled: true,
        },
        declaredBy: 'user:ana',
        nextRuns: [],
        queue: { since: now - 60 * minute, held: 2, waiting: 37, lastEventAt: now - minute },
      },
      {
        trigger: {
          kind: 'after',
          name: 'then-copy',
          template: 'reel',
          follows: 'db-dump',
          on: ['success'],
          enabled: true,
        },
        declaredBy: 'user:ana',
        nextRuns: [],
      },
    ],
    connections: [
      { name: 'cold', kind: 's3', endpoint: 'https://s3.example.com', credential: 'cold-keys', nodes: ['fs1', 'fs2'] },
      { name: 'nas', kind: 'sftp', endpoint: 'sftp://nas:22', credential: 'nas-key', nodes: [] },
    ],
    members: {
      users: [
        { name: 'ana', role: 'admin', joinedAt: now - 90 * 1440 * minute, expiresAt: now + 60 * 1440 * minute },
        { name: 'raj', role: 'operator', joinedAt: now - 30 * 1440 * minute, expiresAt: now - 2 * 1440 * minute },
      ],
      nodes: [
        { name: 'fs1', joinedAt: now - 90 * 1440 * minute, expiresAt: now + 5 * 1440 * minute },
        { name: 'fs2', joinedAt: now - 90 * 1440 * minute, expiresAt: now + 70 * 1440 * minute },
      ],
      tokens: [
        {
          kind: 'user',
          name: 'mei',
          role: 'viewer',
          createdBy: 'user:ana',
          createdAt: now - 10 * minute,
          expiresAt: now + 50 * minute,
        },
      ],
    },
    keys: [
      {
        name: 'ci',
        role: 'operator',
        scopes: ['look', 'transfer'],
        createdBy: 'user:ana',
        createdAt: now - 1440 * minute,
        expiresAt: now + 1440 * minute,
        usedAt: now - minute,
      },
    ],
    policies: [{ name: 'ingest', who: ['role:operator'], from: ['fs1:/srv/in'], to: ['fs2:/srv/out'], mirror: false }],
    refusing: { fs2: 'fs2 allows no such store: its --store does not name https://s3.example.com/media' },
  };
}
