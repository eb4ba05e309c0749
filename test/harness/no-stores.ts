/** A node that was started without `--store`. */
import type { StoreAccess } from '../../node/stores/store-access.ts';
import { Fault } from '../../src/runtime/fault.ts';

export const noStores: StoreAccess = {
  places: () => [],
  open: () => {
    throw new Fault('outside-root', 'this node has no stores');
  },
  ready: async () => {
    throw new Fault('outside-root', 'this node has no stores');
  },
};
