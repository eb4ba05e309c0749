/** What a console is drawn with on every screen: something of each kind, standing still, in names of any letters or in ASCII ones. */
import type { FolderEntry } from '../../src/model/folder-listing.ts';
import type { FileProgress } from '../../src/model/progress.ts';
import type { TransferFile } from '../../src/model/transfer-file.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { FakeFleet, type SeededTransfer } from './fake-fleet.ts';
import type { FakeHub } from './fake-hub.ts';
import { type FakeLists, seededLists } from './fake-lists.ts';
import { FakeLog } from './fake-log.ts';
import { file, folder, seededNode } from './fleet-seeds.ts';
import { planAnswer } from './plan-answer.ts';

export type Letters = 'any' | 'ascii';

export const worldTime = Date.UTC(2026, 10, 21, 14, 3, 27);

const names: Readonly<Record<Letters, { readonly long: string; readonly plain: readonly string[] }>> = {
  any: {
    long: `第十七話/${'最終稿の台本と絵コンテ'.repeat(12)}.pdf`,
    plain: [
      '日本語の報告書',
      'cafe\u0301_menü_final',
      '한국어 자료',
      'ｱｲｳ',
      '👩‍🚀 launch',
      'Ελληνικά 🚀',
      'مرحبا',
      'a\u0308'.repeat(30),
    ],
  },
  ascii: {
    long: `shots/${'a-name-that-goes-on-and-on-'.repeat(8)}.mov`,
    plain: ['report', 'menu final', 'source', 'notes', 'launch', 'flag', 'hello', 'x'.repeat(30)],
  },
};

/** Shown escaped, whatever letters there are. */
const hostile = ['evil\u001b[2J.txt', 'two\nlines.txt', '\u202egnp.exe'];

function entries(letters: Letters): readonly FolderEntry[] {
  const { plain, long } = names[letters];
  return [
    ...plain.slice(0, 3).map(folder),
    ...[...plain, ...hostile].map((name, index) => file(name, 10 ** (index % 13))),
    file({ base64: Buffer.from([0x66, 0xff, 0x6f]).toString('base64') }, 12),
    file(long.replaceAll('/', '-'), 7e9),
    ...Array.from({ length: 60 }, (_, index) => file(`clip_${String(index).padStart(4, '0')}.mov`, 7e8)),
  ];
}

function transfers(letters: Letters): readonly SeededTransfer[] {
  const { plain, long } = names[letters];
  const from = { node: 'fs1', path: `/data/${plain[0]}` };
  const to = { node: 'fs2', path: `/in/${plain[1]}` };
  const reason = { code: 'disk-full', message: `no room for ${plain[0]}`, hint: 'Make some.' } as const;
  const states: readonly SeededTransfer['state'][] = [
    { kind: 'completed' },
    { kind: 'completed-with-errors', failedFiles: 3 },
    { kind: 'failed', reason },
    { kind: 'cancelled' },
    { kind: 'queued' },
    { kind: 'paused' },
    { kind: 'scanning' },
    { kind: 'verifying' },
    { kind: 'waiting', reason, nextAttemptAt: worldTime + 33_000, attempt: 2 },
  ];
  const shown = [...plain, ...hostile, long];
  const sending = (path: string, share: number, rate: number): FileProgress => ({
    path,
    sizeBytes: 8.2e9,
    doneBytes: 8.2e9 * share,
    rate,
    state: 'sending',
  });
  const others = shown.map(
    (name, index): SeededTransfer => ({
      number: index + 1,
      name,
      from,
      to,
      state: states[index % states.length] ?? { kind: 'queued' },
      bytes: 10 ** index,
      share: 0.3,
    }),
  );
  return [
    ...others,
    {
      number: 48_213,
      name: plain[0] ?? '',
      from,
      to,
      state: { kind: 'transferring' },
      share: 0.62,
      bytes: 88e9,
      rate: 188e6,
      etaSeconds: 178,
      failedFiles: 1,
      files: [sending(`${plain[0]}/${plain[1]}.mov`, 0.71, 54e6), sending(long, 0.33, 49e6)],
    },
  ];
}

function files(letters: Letters): readonly TransferFile[] {
  const { plain, long } = names[letters];
  const error = { code: 'permission-denied', message: `cannot open ${plain[2]}` } as const;
  return [
    ...plain.map((path): TransferFile => ({ path, sizeBytes: 1.1e6, status: 'synced', hash: 'ab' })),
    ...hostile.map((path): TransferFile => ({ path, sizeBytes: 48e6, status: 'failed', error })),
    { path: long, sizeBytes: 8.2e9, status: 'pending' },
  ];
}

export function worldFleet(letters: Letters): FakeFleet {
  const { plain } = names[letters];
  const fleet = new FakeFleet({
    nodes: [
      seededNode('fs1', { rateOut: 412e6, rateIn: 41e6, pendingFiles: 2911, running: 3 }, 0.31),
      seededNode('fs2', { rateOut: 301e6, rateIn: 286e6, pendingFiles: 1204, running: 2 }, 0.18),
      seededNode('sfo-cache-11', { rateOut: 0, pendingFiles: 612, running: 1 }, 0.93),
      seededNode('sin-relay-05', { presence: 'offline', since: worldTime - 252_000, pendingFiles: 12 }, 0),
      seededNode('the-node-with-a-name-that-is-rather-long', { rateOut: 88e6, pendingFiles: 5 }, 0.12),
    ],
    folders: {
      'fs1:/': [folder('/data')],
      'fs2:/': [folder('/data')],
      'fs1:/data': entries(letters),
      'fs2:/data': entries(letters).slice(0, 9),
    },
    transfers: transfers(letters),
    files: files(letters),
    rates: Array.from({ length: 180 }, (_, step) => Math.round(1e9 * (0.6 + 0.3 * Math.sin(step / 21)))),
    now: () => worldTime,
  });
  const at = worldTime - 2_477_000;
  const away = { code: 'node-unreachable', message: 'fs2 does not answer' } as const;
  fleet.courses.set(transferId(48_213), {
    steps: [
      { at, state: { kind: 'queued' } },
      { at: at + 5000, state: { kind: 'scanning' } },
      { at: at + 65_000, state: { kind: 'waiting', reason: away, nextAttemptAt: at + 95_000, attempt: 1 } },
      { at: at + 95_000, state: { kind: 'transferring' } },
    ],
    after: { id: transferId(1), name: plain[0] ?? '', state: { kind: 'completed' } },
    next: [{ trigger: 'tell-qc', template: 'qc', on: ['success'], enabled: false, transfers: [] }],
  });
  return fleet;
}

export function worldLists(letters: Letters): FakeLists {
  const lists = seededLists(worldTime);
  if (letters === 'any') return lists;
  return { ...lists, triggers: JSON.parse(JSON.stringify(lists.triggers).replaceAll('返却', 'returned')) };
}

/** The rest of what a hub tells: logs, an audit trail, and what a transfer would do. */
export function fillHub(hub: FakeHub, letters: Letters): void {
  const { plain, long } = names[letters];
  const log = new FakeLog();
  for (let index = 1; index <= 70; index += 1) log.add(`line ${index}`);
  log.add(`${plain[0]} was written`, { fields: { transfer: 'T-48213', part: 'runs' } });
  log.add('evil\u001b[2J\nline', { level: 'warn', fields: { transfer: 'T-48213' } });
  log.add(`${long} is too long`, { level: 'error', fields: { transfer: 'T-48213', code: 'io-error' } });
  hub.logs.set('hub', log);
  hub.logs.set('fs1', log);
  for (let number = 1; number <= 80; number += 1) {
    const who = number % 2 === 0 ? 'user:ana' : 'user:raj';
    hub.audit.append({
      who,
      action: 'transfer.start',
      object: `T-${number}`,
      result: 'ok',
      detail: plain[number % 8] ?? '',
    });
  }
  hub.audit.append({ who: 'user:raj', action: 'transfer.cancel', object: 'T-48213', result: 'denied', detail: long });
  hub.plan = async () => planAnswer(plain[0] ?? '');
}
