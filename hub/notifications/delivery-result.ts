/** What came of one try to deliver an event. */
import type { Fault } from '../../src/runtime/fault.ts';

export type DeliveryResult =
  | { readonly kind: 'delivered' /** What should be known of it nevertheless. */; readonly remark?: string }
  /** It may be taken later; not before `afterMs`, where the receiver has said so. */
  | { readonly kind: 'again'; readonly reason: Fault; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly reason: Fault };
