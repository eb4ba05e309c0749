/** The tables of a backlog, step by step. SQL lives in .ts because tsc copies nothing else. */
import type { Migration } from '../../storage/migration.ts';

export const backlogMigrations: readonly Migration[] = [
  {
    name: '001-init',
    up: `
      -- One row a file or symbolic link, never a row a block. Paths are text, or a blob with the bytes when those are not
      -- valid UTF-8. Times are nanoseconds since 1970. The rowid is the item's number while it is under way.
      create table files (
        source_path primary key not null,
        dest_path not null,
        created_at integer not null,
        changed_at integer not null,
        modified_at integer not null,
        -- '0644 1000:1000': mode, uid and gid at the source, for the record, never applied
        permissions text not null,
        size integer not null,
        -- null until transferred; kept while size and modified_at stay
        hash text,
        status text not null check (status in ('pending', 'synced')),
        hash_name text,
        kind text not null check (kind in ('file', 'link')),
        attempts integer not null default 0,
        -- 'code: message' of the last attempt that failed
        last_error text,
        -- the run that gave it up; it is tried again by the next
        failed_run integer,
        -- the scan that saw it last
        scan integer not null
      );
      -- Its entries carry the rowid: the lease walks it in order without a sort.
      create index pending_files on files (status) where status = 'pending';

      -- Every folder of the source, relative to it; its times are set last, after everything in it.
      create table folders (
        path primary key not null,
        modified_at integer not null,
        accessed_at integer not null,
        is_settled integer not null,
        scan integer not null
      ) without rowid;

      -- What the destination has and the source has not, as the last scan with --delete-extras saw it.
      create table extras (
        path primary key not null,
        kind text not null,
        size integer not null
      ) without rowid;

      -- Kept in the same transactions as the rows they count.
      create table counters (name text primary key not null, value integer not null) without rowid;
      insert into counters values ('pendingFiles', 0), ('pendingBytes', 0), ('syncedFiles', 0), ('syncedBytes', 0);

      create table facts (name text primary key not null, value text not null) without rowid;
    `,
  },
  {
    name: '002-listing-key',
    up: `
      -- What the folder held when its files became rows (scan/listing-key.ts); null when they are not all here.
      alter table folders add column listing_key blob;
      -- The scan that found it so again and left its files' rows alone.
      alter table folders add column kept_scan integer;
    `,
  },
];
