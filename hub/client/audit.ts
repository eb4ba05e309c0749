/** `--audit`: who did what, oldest first; all of it or what a search finds. `--audit-verify`: computes the chain of all rows anew and compares. */
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { AuditQuery } from '../../src/model/audit-query.ts';
import { shownName } from '../../src/runtime/names.ts';
import { verifyChain } from '../audit/chain.ts';
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
  const finding = await verifyChain(
    entries(hub, (total) => {
      expected = total;
    }),
    () => expected,
  );
  if (settings.json) await printJson([finding]);
  else if (finding.kind === 'whole') await print(`all ${finding.rows} rows are as they were written\n`);
  else
    say(
      `row ${finding.number} is ${finding.reason === 'missing' ? 'missing' : 'not as it was written'}; what follows it proves nothing`,
    );
  return finding.kind === 'whole' ? 0 : 1;
};

async function* entries(hub: HubPeer, onTotal: (total: number) => void): AsyncGenerator<AuditEntry, void, void> {
  const trail = pages(async (page) => {
    const window = await hub.request('list-audit', page);
    onTotal(window.total);
    return window.entries;
  });
  for await (const rows of trail) yield* rows;
}
