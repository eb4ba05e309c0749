/** One remote of rclone: the calls about what is in it, with deadlines, and with what goes wrong in the operator's words. */
import type { IncomingMessage } from 'node:http';
import { Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { joinStorePath } from '../store-path.ts';
import { RcloneControl } from './rclone-control.ts';
import type { RcloneEntry } from './rclone-entry.ts';
import { rcloneFault } from './rclone-fault.ts';
import type { RcloneSetting } from './rclone-store.ts';

export interface RemoteCall {
  /** Begins the sentence of a fault: "write". */
  readonly doing: string;
  /** What it is about, for messages. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Default: a minute. Undefined where somebody else watches. */
  readonly patienceMs?: number | undefined;
}

const callMs = 60_000;
/** Some remotes copy, where others rename. */
const moveMs = 3_600_000;
/** Of a folder with very many files. */
const listMs = 600_000;

export class RcloneRemote implements Disposable {
  readonly #setting: RcloneSetting;
  readonly #control: RcloneControl;

  constructor(setting: RcloneSetting) {
    this.#setting = setting;
    this.#control = new RcloneControl(setting.control);
  }

  /** Where a path of the store is in the remote. Throws `name-unsupported` for what some servers take for two names. */
  path(path: string): string {
    const { root, prefix, hasFolders } = this.#setting;
    const remote = [root, prefix, path].filter((part) => part !== '').reduce(joinStorePath, '');
    if (!hasFolders || !remote.includes('\\')) return remote;
    throw new Fault('name-unsupported', `${this.shown(remote)} has a backslash in its name`);
  }

  /** For messages. */
  shown(path: string): string {
    return shownName(`${this.#setting.name}:${path}`);
  }

  /** Throws `not-found`, where the store has folders. */
  async list(path: string, signal: AbortSignal): Promise<readonly RcloneEntry[]> {
    const call = { doing: 'list', path, signal, patienceMs: listMs };
    const input = { ...this.#at(path), opt: { noMimeType: true } };
    const { list } = await this.#call<{ readonly list: readonly RcloneEntry[] | null }>('operations/list', input, call);
    return list ?? [];
  }

  /** Undefined for what is no file. */
  async stat(path: string, signal: AbortSignal, { withMd5 } = { withMd5: false }): Promise<RcloneEntry | undefined> {
    const opt = { noMimeType: true, filesOnly: true, ...(withMd5 && { showHash: true, hashTypes: ['md5'] }) };
    const call = { doing: 'look at', path, signal };
    const input = { ...this.#at(path), opt };
    const ask = this.#call<{ readonly item: RcloneEntry | null }>('operations/stat', input, call);
    try {
      return (await unlessMissing(ask))?.item ?? undefined;
    } catch (thrown) {
      // So say some servers of what would be below a file.
      const isRefused = thrown instanceof Fault && thrown.code === 'permission-denied';
      if (isRefused && (await this.#isBelowFile(path, signal))) return undefined;
      throw thrown;
    }
  }

  /** The bytes of a file, or some of them: `bytes=0-9`. */
  async open(path: string, range: string, signal: AbortSignal): Promise<IncomingMessage> {
    const names = [`[${this.#setting.remoteName}:]`, ...path.split('/')];
    const where = `/${names.map(encodeURIComponent).join('/')}`;
    return await this.told({ doing: 'read', path, signal }, () => this.#control.get(where, range, signal));
  }

  /** Has rclone take a file from this address. */
  async copyUrl(target: string, url: string, call: RemoteCall): Promise<void> {
    await this.#call('operations/copyurl', { ...this.#at(target), url }, { ...call, patienceMs: undefined });
  }

  async move(from: string, call: RemoteCall): Promise<void> {
    const { fs } = this.#at('');
    const input = { srcFs: fs, srcRemote: from, dstFs: fs, dstRemote: call.path };
    await this.#call('operations/movefile', input, { ...call, patienceMs: moveMs });
  }

  async change(operation: 'mkdir' | 'rmdir' | 'deletefile', call: RemoteCall): Promise<void> {
    await this.#call(`operations/${operation}`, this.#at(call.path), call);
  }

  /** What is thrown becomes a fault that says what was done to what. */
  async told<Answer>({ doing, path, signal }: RemoteCall, work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (thrown) {
      signal.throwIfAborted();
      throw rcloneFault(thrown, { doing: `${doing} ${this.shown(path)}`, secrets: this.#setting.secrets });
    }
  }

  [Symbol.dispose](): void {
    this.#control[Symbol.dispose]();
  }

  async #isBelowFile(path: string, signal: AbortSignal): Promise<boolean> {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    return folder !== '' && (await this.stat(folder, signal)) !== undefined;
  }

  async #call<Answer = object>(operation: string, input: object, call: RemoteCall): Promise<Answer> {
    const { signal } = call;
    const patienceMs = 'patienceMs' in call ? call.patienceMs : callMs;
    return await this.told(call, () => this.#control.call<Answer>(operation, input, { signal, patienceMs }));
  }

  #at(remote: string): { readonly fs: object; readonly remote: string } {
    return { fs: { ...this.#setting.remote, _root: '' }, remote };
  }
}

export async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof Fault && (thrown.code === 'not-found' || thrown.code === 'not-a-directory')) return undefined;
    throw thrown;
  }
}
