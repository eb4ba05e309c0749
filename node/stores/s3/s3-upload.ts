/**
 * Writes one object: a small file with one request, a large one in parts, several of them on their way at once. What was
 * there before stays until the whole of it is here.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Fault } from '../../../src/runtime/fault.ts';
import { pacedBody } from '../paced-body.ts';
import type { NewFile } from '../store.ts';
import type { UploadMemory, UploadName } from '../uploads/upload-memory.ts';
import { timeKey, timeText } from './object-time.ts';

type Request<Answer> = (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<Answer>;

export interface Upload {
  readonly target: { readonly Bucket: string; readonly Key: string };
  readonly isCompatible: boolean;
  readonly uploads: UploadMemory | undefined;
  readonly partBytes: number;
  /** Ends with the file's signal, and throws faults. */
  readonly send: <Answer>(request: Request<Answer>) => Promise<Answer>;
  /** To tidy up, also after the signal. */
  readonly sendAnyway: <Answer>(request: Request<Answer>) => Promise<Answer>;
}

interface Part {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly ChecksumCRC32: string | undefined;
}

/** Of one file: enough that a link of some length is full, few enough that memory does not matter. */
export const partsAtOnce = 4;

export async function putFile(file: NewFile, upload: Upload): Promise<void> {
  if (file.size <= upload.partBytes) await putWhole(file, upload);
  else await putParts(file, upload);
}

async function putWhole(
  { pieces, release, mtimeNs, take }: NewFile,
  { target, isCompatible, send }: Upload,
): Promise<void> {
  const read = await Array.fromAsync(pieces);
  const data = read.length === 1 ? (read[0] as Buffer) : Buffer.concat(read);
  const { length: ContentLength } = data;
  const checked = checksumOf(data, isCompatible);
  await send((client, options) =>
    client.send(
      new PutObjectCommand({
        ...target,
        ...checked,
        ContentLength,
        Body: pacedBody(data, take),
        Metadata: { [timeKey]: timeText(mtimeNs) },
      }),
      options,
    ),
  );
  for (const piece of read) release?.(piece);
}

async function putParts(file: NewFile, upload: Upload): Promise<void> {
  const { target, isCompatible, uploads, send, sendAnyway } = upload;
  await uploads?.ready();
  const { UploadId } = await send((client, options) =>
    client.send(
      new CreateMultipartUploadCommand({
        ...target,
        Metadata: { [timeKey]: timeText(file.mtimeNs) },
        ...(!isCompatible && { ChecksumAlgorithm: 'CRC32' }),
      }),
      options,
    ),
  );
  if (UploadId === undefined) throw new Fault('store-failed', 'the store began an upload and gave it no name');
  const name: UploadName = { bucket: target.Bucket, key: target.Key, upload: UploadId };
  let isCompleting = false;
  try {
    await uploads?.begun(name);
    const Parts = await sendParts(file, upload, UploadId);
    await uploads?.completing(name);
    isCompleting = true;
    await send((client, options) =>
      client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }), options),
    );
  } catch (thrown) {
    // A server from which nothing was heard may be making the object: to end the upload could cost it its parts.
    if (isCompleting && !isRefused(thrown)) throw thrown;
    // What has arrived would be paid for until somebody looks.
    const ending = sendAnyway((client, options) =>
      client.send(new AbortMultipartUploadCommand({ ...target, UploadId }), options),
    );
    await ending.then(() => uploads?.ended(name)).catch(() => {});
    throw thrown;
  }
  await uploads?.ended(name);
}

/** By the server, in words: it has not made an object of it. */
function isRefused(thrown: unknown): boolean {
  const { $metadata } = ((thrown as Fault).cause ?? {}) as {
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

async function sendParts(
  { pieces, release, take }: NewFile,
  { target, isCompatible, send }: Upload,
  UploadId: string,
): Promise<Part[]> {
  const parts: Part[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;
  const sendPart = async (PartNumber: number, data: Buffer): Promise<void> => {
    const checked = checksumOf(data, isCompatible);
    const { ETag } = await send((client, options) =>
      client.send(
        new UploadPartCommand({
          ...target,
          ...checked,
          UploadId,
          PartNumber,
          ContentLength: data.length,
          Body: pacedBody(data, take),
        }),
        options,
      ),
    );
    release?.(data);
    parts[PartNumber - 1] = { PartNumber, ETag, ChecksumCRC32: checked.ChecksumCRC32 };
  };
  try {
    let number = 0;
    for await (const piece of pieces) {
      number += 1;
      const sending: Promise<void> = sendPart(number, piece)
        .catch((thrown: unknown) => {
          failure ??= { thrown };
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
      if (underWay.size >= partsAtOnce) await Promise.race(underWay);
      if (failure !== undefined) break;
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failure !== undefined) throw failure.thrown;
  return parts;
}

/** The server compares it with what arrived. */
function checksumOf(data: Buffer, isCompatible: boolean): { ContentMD5?: string; ChecksumCRC32?: string } {
  if (isCompatible) return { ContentMD5: createHash('md5').update(data).digest('base64') };
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(data));
  return { ChecksumCRC32: sum.toString('base64') };
}
