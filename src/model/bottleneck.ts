/** What a transfer waits for: which part of the way is busy while the others wait for it. */
import { z } from 'zod';
import { wayParts } from './way-parts.ts';

export const WayPart = z.enum(wayParts);
export type WayPart = z.infer<typeof WayPart>;

export const Bottleneck = z.object({
  at: WayPart,
  /** Of all the time that its parts were busy in the last seconds: near 1 is certain, near a third is a balance. */
  share: z.number().min(0).max(1),
});
export type Bottleneck = z.infer<typeof Bottleneck>;

const texts: Readonly<Record<WayPart, string>> = {
  source: 'reading at the source',
  destination: 'writing at the destination',
  link: 'the link',
  limit: 'the bandwidth limit',
  processor: 'the processor',
};

/** `writing at the destination (94 %)`. */
export function bottleneckText({ at, share }: Bottleneck): string {
  return `${texts[at]} (${Math.round(share * 100)} %)`;
}
