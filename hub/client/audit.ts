/** `--audit`: who did what, oldest first; all of it or what a search finds. `--audit-verify`: computes the chain of all rows anew and compares. */
import type { AuditWitness } from '../../src/model/audit-anchor.ts';
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { AuditQuery } from '../../src/model/audit-query.ts';
import { shownName } from '../../src/runtime/names.ts';
import { type ChainFinding, verifyChain } from '../audit/chain.ts';
import { type Action, pages } from './action.ts';
import type { HubPeer } from './attach.ts';
import { type Column, print, printJson, say, table } from './output.ts';
import { shownTime } from './time.ts';

const columns: readonly Column<AuditEntry>[] = [
  { title: 'NO', cell: ({ number }) => String(number), align: 'right' },
  { title: 'TIME', cell: ({ at }) => shownTime(at) },
  { title: 'WHO', cell: ({ who }) => shownName(who) },
  { title: 'ACTION', cell: ({ action }) => action },
  { title: 'OBJECT', cell: ({ object }) => shownName(object) },
  { title: 'RESULT', cell: ({ result }) => result },
  { title: 'DETAIL', cell: ({ detail }) => shownName(detail) },
];

export const audit: Action = async ({ settings, hub }) => {
  const { since, who, action, object, result, grep: text, json } = settings;
  const given = { since, who, action, object, result, text };
  const query: AuditQuery = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const trail = pages(async (page) => (await hub.request('list-audit', { ...query, ...page })).entries);
  for await (const rows of trail) await (json ? printJson(rows) : print(table(columns, rows)));
  return 0;
};

export const auditVerify: Action = async ({ settings, hub }) => {
  let expected = 0;
  // First what is remembered: the trail may only have grown since.
  const { anchors, asked, away } = await hub.request('audit-witness', {});
  const finding = await verifyChain(
    entries(hub, (total) => {
      expected = total;
    }),
    { expectedRows: () => expected, anchors },
  );
  if (settings.json) await printJson([{ ...finding, asked, away }]);
  else if (finding.kind === 'whole') await print(`all ${finding.rows} rows are as they were written\n`);
  else say(brokenText(finding));
  if (!settings.json) say(witnessText({ anchors, asked, away }));
  return finding.kind === 'whole' ? 0 : 1;
};

const reasons = {
  missing: 'is missing',
  changed: 'is not as it was written',
  inserted: 'was not written by the hub',
  'not-as-told': 'is not what it was',
} as const;

function brokenText({ number, reason, node }: Extract<ChainFinding, { kind: 'broken' }>): string {
  const witness = node === undefined ? '' : `, as ${node} remembers`;
  return `row ${number} ${reasons[reason]}${witness}; what follows it proves nothing`;
}

/** Without a node that remembers, whoever can write the database can have written it anew. */
function witnessText({ anchors, asked, away }: AuditWitness): string {
  const last = Math.max(0, ...anchors.map(({ number }) => number));
  const known =
    asked.length === 0
      ? 'no node could be asked'
      : `${asked.join(', ')} remember${asked.length === 1 ? 's' : ''} it up to row ${last}`;
  return away.length === 0 ? known : `${known}; not asked, being away: ${away.join(', ')}`;
}

async function* entries(hub: HubPeer, onTotal: (total: number) => void): AsyncGenerator<AuditEntry, void, void> {
  const trail = pages(async (page) => {
    const window = await hub.request('list-audit', page);
    onTotal(window.total);
    return window.entries;
  });
  for await (const rows of trail) yield* rows;
}
