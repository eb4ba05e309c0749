/** The hub's tables. Times are milliseconds since 1970; JSON columns hold what the schema in src/model of that name says. */
import { type OpenOptions, openDatabase, type Sqlite } from '../../src/storage/database.ts';

const migrations: OpenOptions['migrations'] = [
  {
    name: 'access, nodes, transfers, audit',
    up: `
      -- Every certificate that the authority has issued to a node or a user; one that is not here opens nothing.
      create table certificates (
        fingerprint text primary key,
        kind text not null check (kind in ('node', 'user')),
        name text not null,
        issued_at integer not null,
        expires_at integer not null,
        revoked_at integer
      ) strict;
      create index certificates_by_holder on certificates (kind, name);

      -- Join tokens, by the SHA-256 of their secret, which nobody keeps. used_at decides: it is set once.
      create table join_tokens (
        secret_hash blob primary key,
        kind text not null check (kind in ('node', 'user')),
        name text not null,
        role text,
        created_by text not null,
        created_at integer not null,
        expires_at integer not null,
        used_at integer
      ) strict;

      -- Names that differ only in their case would be taken for each other by people.
      create table users (
        name text primary key collate nocase,
        role text not null check (role in ('viewer', 'operator', 'admin')),
        joined_at integer not null
      ) strict;

      -- reports_up_to is the number of the last report stored: every report counts exactly once.
      create table nodes (
        name text primary key collate nocase,
        joined_at integer not null,
        seen_at integer not null,
        version text,
        data_address text,
        health text,
        reports_up_to integer not null default 0
      ) strict;

      -- ordered_at: when the owner may first have heard of it. asked: what it has not yet been told (pause, resume, cancel).
      create table transfers (
        number integer primary key autoincrement,
        name text not null,
        source_node text not null,
        source_path text not null,
        destination_node text not null,
        destination_path text not null,
        options text not null,
        state text not null,
        state_kind text generated always as (state ->> 'kind') stored,
        asked text check (asked in ('pause', 'resume', 'cancel')),
        created_by text not null,
        created_at integer not null,
        ordered_at integer,
        started_at integer,
        ended_at integer,
        totals text,
        key text unique
      ) strict;
      create index transfers_under_way on transfers (source_node) where ended_at is null;
      create index transfers_ended on transfers (ended_at) where ended_at is not null;

      -- Files that a transfer could not move, as its node reported them.
      create table failures (
        id integer primary key,
        transfer integer not null references transfers (number),
        at integer not null,
        path text not null,
        code text not null,
        message text not null,
        -- Attempt after attempt may fail on the same file: the last reason is kept.
        unique (transfer, path)
      ) strict;
      create index failures_of_transfer on failures (transfer, id);

      -- hash covers the row and the hash before it (hub/audit/chain.ts).
      create table audit (
        number integer primary key,
        at integer not null,
        who text not null,
        action text not null,
        object text not null,
        result text not null check (result in ('ok', 'denied', 'failed')),
        detail text not null,
        hash text not null
      ) strict;
      create index audit_at on audit (at);
      -- How long the trail is: without it a row cut from its end would leave a chain that looks whole.
      create table audit_head (id integer primary key check (id = 1), number integer not null, hash text not null) strict;
    `,
  },
  {
    name: 'revoked nodes',
    up: `
      -- Set when a node is revoked, null again when its name joins anew: its history stays.
      alter table nodes add column revoked_at integer;
    `,
  },
  {
    name: 'API keys',
    up: `
      -- By the SHA-256 of the secret part, which nobody keeps. One that was revoked or has expired leaves its name free.
      create table api_keys (
        id text primary key,
        secret_hash blob not null,
        name text not null collate nocase,
        role text not null check (role in ('viewer', 'operator', 'admin')),
        scopes text not null,
        created_by text not null,
        created_at integer not null,
        expires_at integer,
        revoked_at integer,
        used_at integer
      ) strict;
      create index api_keys_by_name on api_keys (name) where revoked_at is null;
    `,
  },
  {
    name: 'priority and start time',
    up: `
      -- start_at: not before this time; null is at once.
      alter table transfers add column priority text not null default 'normal' check (priority in ('low', 'normal', 'high'));
      alter table transfers add column start_at integer;
    `,
  },
  {
    name: 'transfers that are started again',
    up: `
      -- When it was last started again after its end: everything else of its row is of what came after.
      alter table transfers add column retried_at integer;
    `,
  },
  {
    name: 'heartbeat',
    up: `
      -- When the database was last seen to be writable.
      create table heartbeat (id integer primary key check (id = 1), at integer not null) strict;
    `,
  },
  {
    name: 'policies',
    up: `
      -- Who may move what from where to where: body is a policy (src/model/policy.ts).
      create table policies (name text primary key, body text not null) strict;
    `,
  },
  {
    name: 'findings',
    up: `
      -- What nodes noticed of single files that is no failure: the first ones of a transfer by name.
      create table findings (
        id integer primary key,
        transfer integer not null references transfers (number),
        path text not null,
        code text not null,
        message text not null
      ) strict;
      create index findings_of_transfer on findings (transfer, id);
      -- How many there are of each code; null is none.
      alter table transfers add column findings text;
      -- Whether the backlog of the node has it as a failed file; null where the node did not say.
      alter table failures add column is_pending integer;
    `,
  },
  {
    name: 'credentials',
    up: `
      -- A secret, sealed by who declared it to one node's key (src/protocol/credential-seal.ts): nothing here opens it.
      create table credentials (
        name text not null,
        node text not null,
        version integer not null,
        sealed_to text not null,
        text text not null,
        primary key (name, node)
      ) strict;
    `,
  },
  {
    name: 'fan-outs',
    up: `
      -- The number of the first of those that were started together from one source; only that one has their key.
      alter table transfers add column fan_out integer;
      create index transfers_of_fan_out on transfers (fan_out) where fan_out is not null;
    `,
  },
  {
    name: 'pages of a long history',
    up: `
      -- How to get to a page, and what is counted, without reading rows of transfers that ended long ago.
      create index transfers_by_number on transfers (number);
      create index transfers_ended_by_number on transfers (number, ended_at) where ended_at is not null;
      create index transfers_troubled on transfers (ended_at) where state_kind in ('failed', 'completed-with-errors');
    `,
  },
  {
    name: 'connections',
    up: `
      -- Outside stores: body is a connection (src/model/connection.ts), without what opens it.
      create table connections (name text primary key, body text not null) strict;
      -- The node that drives a transfer, where that is not its source.
      alter table transfers add column owner text;
    `,
  },
  {
    name: 'watched folders',
    up: `
      -- What nodes said of the folders that they watch. fired is how often files have settled, started how much of that
      -- has been started for: the difference is what is still to be started, at once. fired_at is the newest, by our
      -- clock. standing is how the folder is watched (src/model/watch.ts); null before the node has said it.
      create table watched (
        name text not null,
        node text not null,
        fired integer not null default 0,
        started integer not null default 0,
        fired_at integer,
        standing text,
        primary key (name, node)
      ) strict;
    `,
  },
  {
    name: 'templates and triggers',
    up: `
      -- body is a template or a trigger (src/model); declared_by is whose rights hold for it (hub/schedules/declared-store.ts).
      create table templates (name text primary key, body text not null, declared_by text not null) strict;
      create table triggers (name text primary key, body text not null, declared_by text not null) strict;
      -- What was due until handled is dealt with (hub/schedules/trigger-states.ts).
      create table trigger_states (name text primary key, handled integer not null, waiting integer, last text) strict;
      -- started_by: from which template and by which trigger. followed_at: when the chains after its end were seen to.
      alter table transfers add column started_by text;
      alter table transfers add column followed_at integer;
      create index transfers_to_follow on transfers (number)
        where started_by is not null and ended_at is not null and followed_at is null;
    `,
  },
  {
    name: 'notifications',
    up: `
      -- Who is told of ends: body is a notification (src/model/notification.ts). Secrets are in files, and only named here.
      create table notifications (name text primary key, body text not null, declared_by text not null) strict;
      -- What is still to be delivered, for each notification in order: body is an event (src/model/notification-event.ts).
      create table owed_events (
        number integer primary key autoincrement,
        notification text not null,
        at integer not null,
        body text not null
      ) strict;
      create index owed_events_of_notification on owed_events (notification, number);
      -- What came of deliveries; failure is null after one that succeeded (src/model/notification-record.ts).
      create table delivery_states (
        name text primary key,
        lost integer not null,
        delivered_at integer,
        failure text
      ) strict;
      -- When who is to be told of its end was noted; ends from before there were notifications are told to nobody.
      alter table transfers add column notified_at integer;
      update transfers set notified_at = ended_at where ended_at is not null;
      create index transfers_to_notify on transfers (number) where ended_at is not null and notified_at is null;
    `,
  },
  {
    name: 'notifications of waits',
    up: `
      -- Transfers that wait, where somebody is to be told of that: since when, how often in a row, and which notifications
      -- were told in this wait (a list of names as JSON).
      create table waits (
        transfer integer primary key references transfers (number) on delete cascade,
        since integer not null,
        attempt integer not null,
        next_attempt_at integer not null,
        told text not null
      ) strict;
    `,
  },
  {
    name: 'steps of transfers',
    up: `
      -- The states that a transfer went through: state is as in src/model/transfer-state.ts.
      create table steps (id integer primary key, transfer integer not null references transfers (number),
        at integer not null, state text not null) strict;
      create index steps_of_transfer on steps (transfer, id);
    `,
  },
  {
    name: 'answers to alerts',
    up: `
      -- What somebody has said to an alert, by its id: body is as in hub/alerts/answer-store.ts.
      create table alert_answers (alert text primary key, body text not null) strict;
    `,
  },
];

export function openHubDatabase(file: string): Sqlite {
  return openDatabase({ file, migrations });
}
