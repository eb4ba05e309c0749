/** What a store needs of rclone before it is opened: that it runs, and what it says of the remote. Of the main thread. */
import type { CagedConnection } from '../../../src/model/rclone-connection.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { RcloneControl } from './rclone-control.ts';
import type { RcloneDaemon } from './rclone-daemon.ts';
import { rcloneFault } from './rclone-fault.ts';
import type { RcloneSetting } from './rclone-store.ts';
import type { RemoteOptions } from './remote-options.ts';

/** A place that this node may use. */
export interface AllowedRemote extends Pick<RcloneSetting, 'name' | 'root' | 'prefix'> {
  readonly kind: CagedConnection['kind'];
  readonly options: RemoteOptions;
}

interface RemoteInfo {
  readonly Name: string;
  readonly Hashes: readonly string[] | null;
  readonly Features: { readonly CanHaveEmptyDirectories?: boolean; readonly SlowHash?: boolean };
}

const callMs = 30_000;

/** Throws `rclone-missing`, `store-unreachable` and `store-failed`. */
export async function prepareRemote(
  { kind: _, options, ...place }: AllowedRemote,
  daemon: RcloneDaemon,
  signal: AbortSignal,
): Promise<RcloneSetting> {
  const { plain, passwords, secrets } = options;
  const address = await daemon.address(signal);
  using control = new RcloneControl(address);
  const call = { signal, patienceMs: callMs };
  try {
    const obscured: Record<string, string> = {};
    for (const [name, clear] of Object.entries(passwords)) {
      const answer = await control.call<{ readonly obscured: string }>('core/obscure', { clear }, call);
      obscured[name] = answer.obscured;
    }
    const remote = { ...plain, ...obscured };
    const info = await control.call<RemoteInfo>('operations/fsinfo', { fs: { ...remote, _root: '' } }, call);
    return {
      ...place,
      control: address,
      remote,
      remoteName: info.Name,
      hasFolders: info.Features.CanHaveEmptyDirectories === true,
      hasMd5: info.Hashes?.includes('md5') === true && info.Features.SlowHash !== true,
      secrets: [...secrets, ...Object.values(obscured)],
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const { _name: name } = plain;
    if (thrown instanceof Error && thrown.message.includes("didn't find section in config file"))
      throw new Fault('store-failed', `the configuration of rclone on this node has no remote ${name}`);
    throw rcloneFault(thrown, { doing: `open ${place.name}`, secrets });
  }
}
