/** Every screen of the console, in an order in which each is a few keys from the one before it. */
import { keys } from '../../harness/console-in-process.ts';

/** Keys, and what is to be seen before the next ones. */
export type Step = readonly [keys: string, seen: RegExp | string];

export interface Screen {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The title of a box above the rest of the screen. */
  readonly box?: string;
  /** There is no list in it whose cursor could be marked. */
  readonly hasNoCursor?: true;
  /** Ends what stands above the screen. */
  readonly leave?: Step;
}

function without(text: string): RegExp {
  return new RegExp(`^(?![\\s\\S]*${text})`);
}

export const screens: readonly Screen[] = [
  { name: 'overview', steps: [['1', /> T-48213/]] },
  { name: 'overview-nodes', steps: [[keys.tab, /┏━ Nodes|#= Nodes/]] },
  { name: 'quit', steps: [['q', 'Leave the console?']], box: 'Quit', leave: [keys.esc, without('Leave the console')] },
  { name: 'transfers', steps: [['2', /> T-48213/]] },
  { name: 'transfers-filter', steps: [['/48', ' /48']], leave: [keys.esc, without(' /48')] },
  { name: 'transfers-cap', steps: [['b', 'cap of T-48213']], leave: [keys.esc, without('cap of')] },
  { name: 'transfers-active', steps: [[']', 'active, newest first']] },
  { name: 'transfers-marked', steps: [[' ', '1 marked']] },
  {
    name: 'cancel-many',
    steps: [[' x', 'Cancel 2 transfers']],
    box: 'Cancel 2 transfers',
    leave: [keys.esc, without('Cancel 2')],
  },
  { name: 'cancel', steps: [['ugx', 'Cancel T-48213']], box: 'Cancel T-48213', leave: [keys.esc, without('Cancel T')] },
  { name: 'transfers-ended', steps: [[']', 'ended, newest first']] },
  {
    name: 'copy',
    steps: [
      [']', 'all, newest first'],
      ['g', '> T-48213'],
      ['y', 'the first'],
    ],
    box: 'Copy',
    leave: [keys.esc, without('the first')],
  },
  { name: 'copied', steps: [['Y', 'OSC 52']], box: 'Copied', leave: [keys.esc, without('OSC 52')] },
  {
    name: 'columns',
    steps: [[',', 'show, hide']],
    box: 'Columns',
    leave: [keys.enter, without('show, hide')],
  },
  { name: 'detail-files', steps: [[keys.enter, '[ Files ]']] },
  { name: 'detail-failed', steps: [[']', '[ Failed ]']] },
  { name: 'detail-noted', steps: [[']', '[ Noted ]']], hasNoCursor: true },
  { name: 'detail-timeline', steps: [[']', '[ Timeline ]']] },
  { name: 'detail-log', steps: [[']', /> .*ERROR/]] },
  { name: 'detail-options', steps: [[']', '[ Options ]']] },
  { name: 'detail-audit', steps: [[']', '[ Audit ]']] },
  { name: 'detail-chain', steps: [[']', '[ Chain ]']] },
  { name: 'browse', steps: [['3', 'clip_0000']] },
  { name: 'plan', steps: [['=', /18,440/]], leave: [keys.esc, without('18,440')] },
  { name: 'send', steps: [['jt', 'Start 1 transfer']], box: 'Start 1 transfer' },
  { name: 'dry-run', steps: [['d', '18,440 files']], box: 'Dry run', leave: [keys.esc, without('18,440')] },
  { name: 'file-info', steps: [['i', 'modified ']], box: 'Folder', leave: [keys.esc, without('modified ')] },
  { name: 'browse-full', steps: [['f', /^(?!.*TO fs2)/]], leave: ['f', 'TO fs2'] },
  {
    name: 'new-transfer',
    steps: [
      ['1', 'T-48213'],
      ['n', 'Bandwidth cap'],
    ],
    leave: [keys.esc, 'T-48213'],
  },
  { name: 'history', steps: [['4', 'ended, newest first']] },
  { name: 'history-audit', steps: [[']', 'records, newest first']] },
  { name: 'history-failures', steps: [[']', 'failed, newest first']] },
  { name: 'automation-schedules', steps: [['5', '> on']] },
  { name: 'run-template', steps: [['R', '[ Start now ]']], leave: [keys.esc, '> on'] },
  {
    name: 'switch-off',
    steps: [[' ', 'Switch ingest-sweep off']],
    box: 'Switch ingest-sweep off',
    leave: [keys.esc, without('Switch ingest')],
  },
  {
    name: 'remove',
    steps: [['D', 'remove (locked)']],
    box: 'Remove the trigger',
    leave: [keys.esc, without('locked')],
  },
  { name: 'automation-watched', steps: [[']', 'render-return']] },
  { name: 'automation-queues', steps: [[']', 'media-in']] },
  { name: 'automation-chains', steps: [[']', 'then-copy']] },
  { name: 'automation-templates', steps: [[']', '> reel']] },
  { name: 'automation-connections', steps: [[']', '> cold']] },
  { name: 'nodes', steps: [['6', '> fs1']] },
  { name: 'node-health', steps: [[keys.enter, '[ Health ]']] },
  { name: 'node-links', steps: [[']', '[ Links ]']] },
  { name: 'node-disks', steps: [[']', '[ Disks ]']] },
  { name: 'node-backlog', steps: [[']', '[ Backlog ]']] },
  { name: 'node-config', steps: [[']', '[ Config ]']] },
  { name: 'node-log', steps: [[']', /> .*ERROR/]] },
  { name: 'logs', steps: [['7', /> .*ERROR/]] },
  { name: 'logs-choice', steps: [['h', 'log of: ']], box: 'Log', leave: [keys.esc, without('log of: ')] },
  { name: 'logs-wrapped', steps: [['w', 'wrap on']] },
  { name: 'alerts', steps: [['8', /━ Alerts|= Alerts/]] },
  { name: 'snooze', steps: [['Z', 'Snooze T-3']], box: 'Snooze T-3', leave: [keys.esc, without('Snooze T')] },
  { name: 'alerts-answered', steps: [['a', '1 answered']] },
  { name: 'admin-users', steps: [['9', '> ana']] },
  {
    name: 'revoke',
    steps: [['D', 'Revoke user ana']],
    box: 'Revoke user ana',
    leave: [keys.esc, without('Revoke user')],
  },
  { name: 'invite', steps: [['n', 'make the token']], box: 'Invite' },
  {
    name: 'token',
    steps: [[`tom${keys.enter}`, 'Token for tom']],
    box: 'Token for tom',
    leave: [keys.esc, without('Token for')],
  },
  { name: 'admin-nodes', steps: [[']', '> fs1']] },
  { name: 'admin-tokens', steps: [[']', '> mei']] },
  { name: 'admin-keys', steps: [[']', '> ci']] },
  { name: 'admin-policies', steps: [[']', '> ingest']] },
  { name: 'admin-roles', steps: [[']', '> who-am-i']] },
  { name: 'admin-settings', steps: [[']', '> theme']] },
  { name: 'help', steps: [['?', 'Help for']], leave: [keys.esc, '> theme'] },
  { name: 'palette', steps: [[':', 'Commands']], box: 'Commands', leave: [keys.esc, without('Commands')] },
];
