/** Which one action was asked for; undefined to run the hub. What does not go together is a `usage` fault. */
import { transferSettings } from '../../src/model/transfer-settings.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Source } from '../../src/runtime/settings.ts';
import { kebabName } from '../../src/runtime/settings-definition.ts';
import type { HubSettings } from '../flags.ts';
import type { Action } from './action.ts';
import { apiKey, apiKeys } from './api-key.ts';
import { apply, exportAll } from './apply.ts';
import { audit, auditVerify } from './audit.ts';
import { browse } from './browse.ts';
import { check } from './check.ts';
import { files } from './files.ts';
import { invite } from './invite.ts';
import { limit } from './limit.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { nodes } from './nodes.ts';
import { notifications, notifyTest } from './notifications.ts';
import { plan } from './plan.ts';
import { prioritise } from './prioritise.ts';
import { reschedule } from './reschedule.ts';
import { revoke } from './revoke.ts';
import { show } from './show.ts';
import { start } from './start.ts';
import { steer } from './steer.ts';
import { streams } from './streams.ts';
import { startTemplate, templates } from './template.ts';
import { triggers } from './triggers.ts';

type Key = keyof HubSettings;

const actions = {
  from: start,
  template: startTemplate,
  list,
  show,
  files,
  pause: steer('pause'),
  resume: steer('resume'),
  cancel: steer('cancel'),
  retry: steer('retry'),
  bwlimitOf: limit,
  priorityOf: prioritise,
  atOf: reschedule,
  streamsOf: streams,
  templates,
  triggers,
  notifications,
  notifyTest,
  nodes,
  browse,
  check,
  invite,
  apiKey,
  apiKeys,
  revoke,
  apply,
  export: exportAll,
  audit,
  auditVerify,
  logs,
} as const satisfies Partial<Record<Key, Action>>;

/** Flags that mean nothing without one of these. In the environment or the file they are defaults and may stand alone. */
const companions: Partial<Record<Key, readonly (keyof typeof actions)[]>> = {
  to: ['from'],
  wait: ['from', 'template'],
  dryRun: ['from', 'apply'],
  set: ['template'],
  key: ['from', 'template'],
  priority: ['from'],
  at: ['from'],
  via: ['from', 'browse', 'check'],
  ...Object.fromEntries(Object.keys(transferSettings).map((key) => [key, ['from'] as const])),
  status: ['files'],
  name: ['from', 'invite'],
  role: ['invite', 'apiKey'],
  scopes: ['apiKey'],
  expires: ['apiKey'],
  since: ['audit', 'logs'],
  who: ['audit'],
  action: ['audit'],
  object: ['audit'],
  result: ['audit'],
  grep: ['audit', 'logs'],
  follow: ['logs'],
  level: ['logs'],
  json: Object.keys(actions) as (keyof typeof actions)[],
  hub: Object.keys(actions) as (keyof typeof actions)[],
  profile: Object.keys(actions) as (keyof typeof actions)[],
};

const flag = (key: string): string => `--${kebabName(key)}`;

export function chooseAction(settings: HubSettings, sources: Readonly<Record<Key, Source>>): Action | undefined {
  const asked = (Object.keys(actions) as (keyof typeof actions)[]).filter(
    (key) => settings[key] !== undefined && settings[key] !== false,
  );
  const [action, other] = asked;
  if (other !== undefined)
    throw new Fault('usage', `${asked.map(flag).join(' and ')} cannot be given together; give one`);
  for (const [key, needed] of Object.entries(companions)) {
    if (sources[key as Key] !== 'flag' || (action !== undefined && needed.includes(action))) continue;
    const wanted = needed.length > 3 ? 'an action such as --list' : needed.map(flag).join(' or ');
    throw new Fault('usage', `${flag(key)} goes with ${wanted}`);
  }
  if (action === 'from' && settings.to.length === 0) throw new Fault('usage', '--from needs --to NAME:/PATH');
  if (action === 'from') return settings.dryRun ? planOf(sources) : start;
  if (action === 'invite' && settings.name === undefined) throw new Fault('usage', '--invite needs --name NAME');
  return action === undefined ? undefined : actions[action];
}

/** What would follow a transfer, keep it from starting twice or give it a time or a place says that one is meant to start. */
function planOf(sources: Readonly<Record<Key, Source>>): Action {
  const meant = (['wait', 'key', 'at', 'priority'] as const).find((key) => sources[key] === 'flag');
  if (meant !== undefined) throw new Fault('usage', `--dry-run starts nothing; leave out ${flag(meant)}`);
  return plan;
}
