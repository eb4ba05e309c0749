/** `--check` of a place in a connection: whether a node that may use it can read and write there, or why not. */
import { formatLocation, type Location } from '../../src/model/location.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { faultCodes } from '../../src/runtime/fault-codes.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { HubPeer } from './attach.ts';
import { print, printJson, sheet } from './output.ts';

const timeoutMs = 90_000;

/** Exit code 0 where it can be read, as for a place on a node; what cannot be written to is said. Throws why it cannot be read. */
export async function checkStore(
  hub: HubPeer,
  asked: { readonly location: Location; readonly via?: string },
  json: boolean,
): Promise<number> {
  const shown = formatLocation(asked.location);
  try {
    const { node, writing } = await hub.request('check-store', asked, { timeoutMs });
    if (json)
      await printJson([{ location: shown, isReachable: true, node, isWritable: writing === undefined, writing }]);
    else
      await print(
        sheet([
          ['place', `${shownName(shown)} can be read`],
          ['node', `${node} looked`],
          [
            'writing',
            writing === undefined ? 'works' : `does not work: ${shownName(writing.message)} (${writing.code})`,
          ],
        ]),
      );
    return 0;
  } catch (thrown) {
    if (!json) throw thrown;
    const { code, message, hint } = asFault(thrown);
    await printJson([{ location: shown, isReachable: false, reason: { code, message, hint } }]);
    return faultCodes[code].exitCode;
  }
}
