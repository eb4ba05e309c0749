/** `DIR/uploads.db`: uploads that were begun in buckets and have not been seen to end. Of them parts are kept, and paid for. */
import { join } from 'node:path';
import { z } from 'zod';
import { S3Connection } from '../../../src/model/connection.ts';
import { openDatabase, type Sqlite, type Statement } from '../../../src/storage/database.ts';
import type { Migration } from '../../../src/storage/migration.ts';

export interface BegunUpload {
  readonly connection: S3Connection;
  readonly bucket: string;
  readonly key: string;
  /** As the server names it. */
  readonly upload: string;
  /** The transfer whose run holds it. */
  readonly transfer: string;
}

/** One that no run holds any more. */
export interface LeftUpload extends Omit<BegunUpload, 'transfer'> {
  readonly position: number;
}

const migrations: readonly Migration[] = [
  {
    name: 'uploads',
    up: `
      -- connection is as it was declared, without what opens it. is_left: no run holds it, and none will. completing_at is
      -- when the server was asked to make the object of it (milliseconds since 1970): then it may just be doing so.
      create table uploads (
        position integer primary key autoincrement,
        connection text not null,
        bucket text not null,
        key text not null,
        upload text not null,
        transfer text not null,
        is_left integer not null default 0,
        completing_at integer
      );
    `,
  },
];

export const uploadsFile = (folder: string): string => join(folder, 'uploads.db');

const Row = z.object({
  position: z.int(),
  connection: z.string().transform((text) => S3Connection.parse(JSON.parse(text))),
  bucket: z.string(),
  key: z.string(),
  upload: z.string(),
});

export class UploadRows implements Disposable {
  readonly #database: Sqlite;
  readonly #begin: Statement<[string, string, string, string, string]>;
  readonly #complete: Statement<[number, string, string]>;
  readonly #end: Statement<[string, string]>;
  readonly #forget: Statement<[number]>;
  readonly #leave: Statement<[string]>;
  readonly #leaveAll: Statement<[]>;
  readonly #left: Statement<[number]>;

  private constructor(database: Sqlite) {
    this.#database = database;
    this.#begin = database.prepare(
      'insert into uploads (connection, bucket, key, upload, transfer) values (?, ?, ?, ?, ?)',
    );
    this.#complete = database.prepare('update uploads set completing_at = ? where transfer = ? and upload = ?');
    this.#end = database.prepare('delete from uploads where transfer = ? and upload = ?');
    this.#forget = database.prepare('delete from uploads where position = ?');
    this.#leave = database.prepare('update uploads set is_left = 1 where transfer = ?');
    this.#leaveAll = database.prepare('update uploads set is_left = 1');
    this.#left = database.prepare(
      `select position, connection, bucket, key, upload from uploads
       where is_left = 1 and (completing_at is null or completing_at < ?) order by position`,
    );
  }

  static open(file: string): UploadRows {
    return new UploadRows(openDatabase({ file, migrations }));
  }

  begin({ connection, bucket, key, upload, transfer }: BegunUpload): void {
    this.#begin.run(JSON.stringify(connection), bucket, key, upload, transfer);
  }

  complete({ transfer, upload }: Pick<BegunUpload, 'transfer' | 'upload'>, at: number): void {
    this.#complete.run(at, transfer, upload);
  }

  end({ transfer, upload }: Pick<BegunUpload, 'transfer' | 'upload'>): void {
    this.#end.run(transfer, upload);
  }

  /** No run of this transfer holds any; of those to come each has others. */
  leave(transfer: string): void {
    this.#leave.run(transfer);
  }

  leaveAll(): void {
    this.#leaveAll.run();
  }

  /** But those of which the server was asked to make objects since. */
  left(completingBefore: number): LeftUpload[] {
    return z.array(Row).parse(this.#left.all(completingBefore));
  }

  forget(position: number): void {
    this.#forget.run(position);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
