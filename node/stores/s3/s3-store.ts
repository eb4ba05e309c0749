/** A prefix of an S3 bucket. Folders are what keys have before a `/`; the time of a file is in its object's metadata. */
import type { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Connection, S3Credential } from '../../../src/model/connection.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { ByteRange, FetchedFile, NewFile, Store, StoredFile, StoreEntry, StoreTraits } from '../store.ts';
import { joinStorePath } from '../store-path.ts';
import type { UploadMemory, UploadName } from '../uploads/upload-memory.ts';
import { parseTime, timeKey } from './object-time.ts';
import { s3Fault } from './s3-fault.ts';
import { partsAtOnce, putFile } from './s3-upload.ts';
import { sdkKeys } from './sdk-keys.ts';
import { type SdkRequest, sdkRequest } from './sdk-request.ts';

export interface S3Setting extends Omit<S3Connection, 'kind' | 'credential'> {
  /** Of the connection, for messages. */
  readonly name: string;
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly prefix: string;
  readonly credential: S3Credential | undefined;
}

/** Small objects in one request; above it parts of at least this size. */
const partBytes = 8 * 1024 * 1024;
/** S3 takes 10,000. */
const mostParts = 9_000;
const mebibyte = 1024 * 1024;
const looksAtOnce = 32;
const connectMs = 10_000;
const silenceMs = 60_000;

const silent = (): void => {};

export class S3Store implements Store {
  readonly traits: StoreTraits = { mtimeGrainNs: 1n, hasFolders: false, filesAtOnce: 32, piecesAtOnce: partsAtOnce };
  readonly #client: S3Client;
  readonly #setting: S3Setting;

  readonly #uploads: UploadMemory | undefined;

  /** Without a memory what a kill leaves of large files stays in the bucket. */
  constructor(setting: S3Setting, uploads?: UploadMemory) {
    const { endpoint, region, pathStyle, compatible, credential } = setting;
    const checksums = compatible ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED';
    const agent = { keepAlive: true, maxSockets: 128 };
    this.#setting = setting;
    this.#uploads = uploads;
    this.#client = new S3Client({
      region,
      forcePathStyle: pathStyle,
      ...(endpoint !== undefined && { endpoint }),
      ...(credential !== undefined && { credentials: sdkKeys(credential) }),
      requestChecksumCalculation: checksums,
      // What is read is digested anyway, and ranges have no checksum of their own.
      responseChecksumValidation: 'WHEN_REQUIRED',
      // What goes wrong is thrown; the rest is not for the log of a node.
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      requestHandler: {
        connectionTimeout: connectMs,
        requestTimeout: silenceMs,
        throwOnRequestTimeout: true,
        httpAgent: agent,
        httpsAgent: agent,
      },
    });
  }

  pieceBytes(size: number): number {
    const needed = Math.ceil(size / mostParts / mebibyte) * mebibyte;
    return Math.max(partBytes, needed);
  }

  async *list(
    folder: string,
    signal: AbortSignal,
    { isRough } = { isRough: false },
  ): AsyncGenerator<readonly StoreEntry[]> {
    const under = this.#key(folder);
    const prefix = under === '' ? '' : `${under}/`;
    for (let token: string | undefined; ; ) {
      const page: ListObjectsV2CommandOutput = await this.#send(`list ${this.#shown(folder)}`, signal, (options) =>
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#setting.bucket,
            Prefix: prefix,
            Delimiter: '/',
            ContinuationToken: token,
          }),
          options,
        ),
      );
      const folders = (page.CommonPrefixes ?? []).map(({ Prefix = '' }): StoreEntry => {
        return { name: Prefix.slice(prefix.length, -1), kind: 'folder', size: 0, mtimeNs: 0n };
      });
      // An object that is called as the folder itself is what some tools make to keep an empty one.
      const objects = (page.Contents ?? []).filter(({ Key }) => Key !== prefix);
      const files = objects.map(({ Key = '', Size: size = 0, LastModified }): StoreEntry => {
        const mtimeNs = BigInt(LastModified?.getTime() ?? 0) * 1_000_000n;
        return { name: Key.slice(prefix.length), kind: 'file', size, mtimeNs };
      });
      yield [...folders, ...(isRough ? files : await this.#looks(folder, files, signal))];
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      if (token === undefined) return;
    }
  }

  async look(path: string, signal: AbortSignal): Promise<StoredFile | undefined> {
    try {
      const head = await this.#send(`look at ${this.#shown(path)}`, signal, (options) =>
        this.#client.send(new HeadObjectCommand({ Bucket: this.#setting.bucket, Key: this.#key(path) }), options),
      );
      return fileOf(head);
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.code === 'not-found') return undefined;
      throw thrown;
    }
  }

  async fetch(path: string, signal: AbortSignal): Promise<FetchedFile | undefined> {
    const doing = `read ${this.#shown(path)}`;
    try {
      const got = await this.#send(doing, signal, (options) =>
        this.#client.send(new GetObjectCommand({ Bucket: this.#setting.bucket, Key: this.#key(path) }), options),
      );
      return { file: fileOf(got), bytes: named(doing, got.Body as Readable, signal) };
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.code === 'not-found') return undefined;
      throw thrown;
    }
  }

  async read(path: string, { version }: StoredFile, { from, length }: ByteRange, signal: AbortSignal) {
    const doing = `read ${this.#shown(path)}`;
    const { Body: body } = await this.#send(doing, signal, (options) =>
      this.#client.send(
        new GetObjectCommand({
          Bucket: this.#setting.bucket,
          Key: this.#key(path),
          // Of an object without bytes no range can be asked for.
          ...(length > 0 && { Range: `bytes=${from}-${from + length - 1}` }),
          ...(version !== undefined && { IfMatch: version }),
        }),
        options,
      ),
    );
    return named(doing, body as Readable, signal);
  }

  async write(file: NewFile): Promise<void> {
    const { bucket: Bucket, compatible } = this.#setting;
    const key = this.#key(file.path);
    await putFile(file, {
      target: { Bucket, Key: key },
      isCompatible: compatible,
      uploads: this.#uploads,
      partBytes: this.pieceBytes(file.size),
      send: (request) =>
        this.#send(`write ${this.#shown(file.path)}`, file.signal, (options) => request(this.#client, options)),
      sendAnyway: (request) => request(this.#client, { abortSignal: AbortSignal.timeout(connectMs) }),
    });
  }

  async remove(path: string, kind: StoreEntry['kind'], signal: AbortSignal): Promise<void> {
    if (kind === 'folder') return;
    await this.#send(`remove ${this.#shown(path)}`, signal, (options) =>
      this.#client.send(new DeleteObjectCommand({ Bucket: this.#setting.bucket, Key: this.#key(path) }), options),
    );
  }

  /** Resolves when there is none of this name. */
  async endUpload({ bucket: Bucket, key: Key, upload: UploadId }: UploadName, signal: AbortSignal): Promise<void> {
    try {
      await this.#send(`end the upload of ${shownName(`${this.#setting.name}:${Bucket}/${Key}`)}`, signal, (options) =>
        this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), options),
      );
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.code !== 'not-found') throw thrown;
    }
  }

  async makeFolder(): Promise<void> {
    // A folder is there when something is in it.
  }

  async hasFolder(): Promise<boolean> {
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    await this.#uploads?.[Symbol.asyncDispose]();
  }

  /** A listing says neither the times in the metadata nor what they are of. */
  async #looks(folder: string, listed: readonly StoreEntry[], signal: AbortSignal): Promise<StoreEntry[]> {
    const entries = new Array<StoreEntry | undefined>(listed.length);
    let next = 0;
    const look = async (): Promise<void> => {
      for (let at = next++; at < listed.length; at = next++) {
        const { name } = listed[at] as StoreEntry;
        const file = await this.look(joinStorePath(folder, name), signal);
        if (file !== undefined) entries[at] = { name, kind: 'file', size: file.size, mtimeNs: file.mtimeNs };
      }
    };
    await Promise.all(Array.from({ length: Math.min(looksAtOnce, listed.length) }, look));
    return entries.filter((entry) => entry !== undefined);
  }

  #key(path: string): string {
    const { prefix } = this.#setting;
    return path === '' ? prefix : joinStorePath(prefix, path);
  }

  #shown(path: string): string {
    const { name, bucket } = this.#setting;
    return shownName(`${name}:${joinStorePath(bucket, this.#key(path))}`);
  }

  #send<Answer>(doing: string, signal: AbortSignal, send: SdkRequest<Answer>['send']): Promise<Answer> {
    return sdkRequest({ send, signal, faultOf: (thrown) => s3Fault(doing, thrown) });
  }
}

type Head = Pick<HeadObjectCommandOutput, 'ContentLength' | 'LastModified' | 'Metadata' | 'ETag'>;

function fileOf({ ContentLength: size = 0, LastModified, Metadata, ETag }: Head): StoredFile {
  const modified = BigInt(LastModified?.getTime() ?? 0) * 1_000_000n;
  return { size, mtimeNs: parseTime(Metadata?.[timeKey]) ?? modified, version: ETag };
}

async function* named(doing: string, body: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stop = () => body.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* body;
  } catch (thrown) {
    signal.throwIfAborted();
    throw s3Fault(doing, thrown);
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
  signal.throwIfAborted();
}
