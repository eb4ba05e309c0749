/**
 * The calls of libc that Node does not offer and that moving files safely needs.
 *
 * - openat and its family address a name below a folder that is held open, so that nobody can swap a folder on the way
 *   for a link. /proc/self/fd/N/name would do the same, at twice the price (4.8 against 2.4 µs an open) and only with
 *   /proc mounted.
 * - renameat2, because it can refuse to replace what is there.
 * - futimens, because fs.utimes carries times in a double and loses up to 238 ns.
 * - lseek, which tells where a file has holes, and posix_fadvise, which makes the kernel forget what it holds of a file,
 *   so that reading it asks the disk.
 * - fcntl, which grants a lease on a file only while nobody has it open for writing.
 * - statx and getdents64, because they write into a buffer of ours: no object an entry, the same layout on every
 *   processor, and names as bytes.
 *
 * Every function answers as in C: -1 is a failure, and `lastErrno()` says which one. Names end in a zero byte.
 */
import koffi from 'koffi';
import { Fault } from '../../runtime/fault.ts';

type Name = Uint8Array;
type Bytes = Uint8Array | BigInt64Array;

interface Libc {
  openat(folder: number, name: Name, flags: number, mode: number): number;
  mkdirat(folder: number, name: Name, mode: number): number;
  renameat(fromFolder: number, from: Name, toFolder: number, to: Name): number;
  renameat2(fromFolder: number, from: Name, toFolder: number, to: Name, flags: number): number;
  unlinkat(folder: number, name: Name, flags: number): number;
  readlinkat(folder: number, name: Name, target: Bytes, length: number): number;
  symlinkat(target: Name, folder: number, name: Name): number;
  futimens(fd: number, accessAndModification: BigInt64Array): number;
  utimensat(folder: number, name: Name, accessAndModification: BigInt64Array, flags: number): number;
  flock(fd: number, operation: number): number;
  fcntl(fd: number, command: number, value: number): number;
  statx(folder: number, name: Name, flags: number, mask: number, status: Bytes): number;
  getdents64(fd: number, entries: Bytes, length: number): number;
  pread(fd: number, bytes: Uint8Array, length: number, offset: number): number;
  pwrite(fd: number, bytes: Uint8Array, length: number, offset: number): number;
  lseek(fd: number, offset: number, whence: number): number | bigint;
  ftruncate(fd: number, length: number): number;
  fallocate(fd: number, mode: number, offset: number, length: number): number;
  /** Answers with the errno itself. */
  posix_fadvise(fd: number, offset: number, length: number, advice: number): number;
  fsync(fd: number): number;
  close(fd: number): number;
}

/** Values of the Linux headers that are the same on every processor and that node:fs does not name. */
export const AT_SYMLINK_NOFOLLOW = 0x100;
export const AT_REMOVEDIR = 0x200;
export const AT_EMPTY_PATH = 0x1000;
export const O_CLOEXEC = 0o2000000;
/** Of every processor but Alpha, PA-RISC and SPARC. */
export const O_PATH = 0o10000000;
/** With O_DIRECTORY: a file without a name. Of every processor but Alpha, PA-RISC and SPARC. */
export const O_TMPFILE = 0o20000000;
export const FALLOC_FL_KEEP_SIZE = 1;
export const FALLOC_FL_PUNCH_HOLE = 2;
export const SEEK_DATA = 3;
export const SEEK_HOLE = 4;
/** Of every processor but s390. */
export const POSIX_FADV_DONTNEED = 4;
export const RENAME_NOREPLACE = 1;
/** Of every processor but Alpha, PA-RISC and SPARC. */
export const F_RDLCK = 0;
export const F_UNLCK = 2;
export const F_SETSIG = 10;
export const F_SETLEASE = 1024;
export const LOCK_EX = 2;
export const LOCK_NB = 4;

/**
 * Calls in the thread pool (in-pool.ts) for which koffi keeps memory in each thread, the most that it can: that of every
 * further one is mapped and unmapped again, which costs more than the call.
 */
export const callsReady = 32;

let bound: Libc | undefined;

/** The bindings of this thread. Throws `platform-unsupported` where libc is not Linux's. */
export function libc(): Libc {
  bound ??= bind();
  return bound;
}

/** The errno of the call that failed last in this thread. */
export function lastErrno(): number {
  return koffi.errno();
}

function bind(): Libc {
  if (process.platform !== 'linux') {
    throw new Fault('platform-unsupported', `moving files needs Linux, and this is ${process.platform}`);
  }
  // The least that koffi allows: what our calls point to is not in it.
  koffi.config({ resident_async_pools: callsReady, async_stack_size: 64 * 1024, async_heap_size: 4096 });
  const library = koffi.load(null);
  const int = (name: string, ...parameters: string[]) => library.func(name, 'int', parameters);
  const long = (name: string, ...parameters: string[]) => library.func(name, 'long', parameters);
  const variadicFcntl = library.func('int fcntl(int, int, ...)');
  return {
    openat: int('openat', 'int', 'void *', 'int', 'uint'),
    mkdirat: int('mkdirat', 'int', 'void *', 'uint'),
    renameat: int('renameat', 'int', 'void *', 'int', 'void *'),
    renameat2: int('renameat2', 'int', 'void *', 'int', 'void *', 'uint'),
    unlinkat: int('unlinkat', 'int', 'void *', 'int'),
    readlinkat: long('readlinkat', 'int', 'void *', 'void *', 'size_t'),
    symlinkat: int('symlinkat', 'void *', 'int', 'void *'),
    futimens: int('futimens', 'int', 'void *'),
    utimensat: int('utimensat', 'int', 'void *', 'void *', 'int'),
    flock: int('flock', 'int', 'int'),
    fcntl: (fd: number, command: number, value: number) => variadicFcntl(fd, command, 'int', value),
    statx: int('statx', 'int', 'void *', 'int', 'uint', 'void *'),
    getdents64: long('getdents64', 'int', 'void *', 'size_t'),
    pread: long('pread', 'int', 'void *', 'size_t', 'int64'),
    pwrite: long('pwrite', 'int', 'void *', 'size_t', 'int64'),
    lseek: library.func('lseek', 'int64', ['int', 'int64', 'int']),
    ftruncate: int('ftruncate', 'int', 'int64'),
    fallocate: int('fallocate', 'int', 'int', 'int64', 'int64'),
    posix_fadvise: int('posix_fadvise', 'int', 'int64', 'int64', 'int'),
    fsync: int('fsync', 'int'),
    close: int('close', 'int'),
  } as unknown as Libc;
}
