/** `DIR/node.db`: the transfers that this node owns, and what it still has to tell the hub. */
import { join } from 'node:path';
import { openDatabase, type Sqlite } from '../src/storage/database.ts';
import type { Migration } from '../src/storage/migration.ts';

const migrations: readonly Migration[] = [
  {
    name: 'transfers and reports',
    up: `
      -- A transfer that this node was ordered to run. position is the place in the queue; wanted is what somebody asked
      -- for last (run, pause, cancel), state what has come of it. Rows of ended transfers answer repeated orders.
      create table transfers (
        position integer primary key autoincrement,
        id text not null unique,
        "order" text not null,
        wanted text not null default 'run' check (wanted in ('run', 'pause', 'cancel')),
        state text not null,
        attempt integer not null default 0,
        ended_at integer
      );
      create index transfers_unfinished on transfers (position) where ended_at is null;

      -- Facts that the hub has not stored yet. autoincrement never gives a number twice, so numbers have no gaps.
      create table reports (
        number integer primary key autoincrement,
        body text not null
      );
    `,
  },
  {
    name: 'distrusted certificates',
    up: `
      -- Certificates of nodes that the hub has revoked; expires_at is theirs, by the hub's clock, in milliseconds.
      create table distrusted (fingerprint text primary key, node text not null, expires_at integer not null);
    `,
  },
  {
    name: 'anchors of the audit trail',
    up: `
      -- How long the hub's audit trail was and the hash of its last row, each time that the hub said so.
      create table audit_anchors (
        position integer primary key autoincrement,
        number integer not null,
        hash text not null,
        at integer not null
      );
    `,
  },
  {
    name: 'watched folders',
    up: `
      -- What the hub asked to be watched. settled is what had settled when it fired last (see settled-files.ts), empty
      -- before the first time; standing is what the hub was told last of how it is watched.
      create table watches (
        name text primary key,
        watch text not null,
        settled text not null default '',
        standing text not null default ''
      );
    `,
  },
  {
    name: 'sealed credentials',
    up: `
      -- Credentials of outside stores as the hub handed them over: sealed to the public key sealed_to of this node. text is
      -- null once the hub has them no more; version stays, so that an older one is not taken for a new one.
      create table credentials (
        name text primary key,
        sealed_to text not null,
        version integer not null,
        text text
      );
    `,
  },
];

export function openNodeDatabase(folder: string): Sqlite {
  return openDatabase({ file: join(folder, 'node.db'), migrations });
}
