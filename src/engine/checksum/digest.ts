/**
 * Checksums by name, each from the fastest implementation of it (bench/engine-checksum.ts): blake3 as a native
 * package, OpenSSL for md5, sha1, sha256 and blake2b, WebAssembly for xxh3 and xxh64.
 */
import { Buffer } from 'node:buffer';
import type Crypto from 'node:crypto';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import type { IHasher } from 'hash-wasm';
import type { ChecksumName } from '../../model/transfer-options.ts';

/** One digest at a time; `finish` answers with its bytes and makes the instance ready for the next. */
export interface Digest {
  update(bytes: Uint8Array): void;
  finish(): Buffer;
  /** Forgets what was fed since the last `finish`. */
  reset(): void;
  /** A whole file at once, for less than update and finish; not to be called between them. */
  of(bytes: Uint8Array): Buffer;
}

/** Asynchronous because what only some of them need is loaded when it is wanted: a thread's start is what a short run waits for. */
export async function createDigest(name: ChecksumName): Promise<Digest> {
  switch (name) {
    case 'none':
      return noDigest;
    case 'blake3':
      return blake3Digest();
    case 'md5':
    case 'sha1':
    case 'sha256':
      return opensslDigest(await import('node:crypto'), name);
    case 'blake2b':
      return opensslDigest(await import('node:crypto'), 'blake2b512');
    case 'xxh3':
      return wasmDigest(await (await import('hash-wasm')).createXXHash3());
    case 'xxh64':
      return wasmDigest(await (await import('hash-wasm')).createXXHash64());
    default:
      return name satisfies never;
  }
}

const empty = Buffer.alloc(0);

const noDigest: Digest = {
  update: () => {},
  finish: () => empty,
  reset: () => {},
  of: () => empty,
};

function blake3Digest(): Digest {
  const hasher = new Blake3Hasher();
  const finish = () => {
    // As text: a Buffer of native memory costs more than hashing a small file.
    const digest = Buffer.from(hasher.digest('hex'), 'hex');
    hasher.reset();
    return digest;
  };
  return {
    update: (bytes) => void hasher.update(bytes),
    finish,
    reset: () => hasher.reset(),
    of: (bytes) => {
      hasher.update(bytes);
      return finish();
    },
  };
}

function opensslDigest({ createHash, hash }: typeof Crypto, algorithm: string): Digest {
  let hasher = createHash(algorithm);
  return {
    update: (bytes) => void hasher.update(bytes),
    finish: () => {
      const digest = hasher.digest();
      hasher = createHash(algorithm);
      return digest;
    },
    reset: () => {
      hasher = createHash(algorithm);
    },
    of: (bytes) => hash(algorithm, bytes, 'buffer'),
  };
}

function wasmDigest(hasher: IHasher): Digest {
  hasher.init();
  const finish = () => {
    const digest = Buffer.from(hasher.digest('binary'));
    hasher.init();
    return digest;
  };
  return {
    update: (bytes) => void hasher.update(bytes),
    finish,
    reset: () => void hasher.init(),
    of: (bytes) => {
      hasher.update(bytes);
      return finish();
    },
  };
}
