/** What a transfer has been through, and the chain that it is a part of. */
import { z } from 'zod';
import { TransferId } from '../runtime/identifier.ts';
import { NodeName } from './location.ts';
import { TransferState } from './transfer-state.ts';
import { Outcome } from './trigger.ts';

export const TransferStep = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  state: TransferState,
});
export type TransferStep = z.infer<typeof TransferStep>;

/** The newest are kept: a peer that is away for a week is tried a thousand times. */
export const mostSteps = 200;

export const CourseLink = z.object({ id: TransferId, name: z.string(), state: TransferState });
export type CourseLink = z.infer<typeof CourseLink>;

export const NextInChain = z.object({
  trigger: NodeName,
  template: NodeName,
  on: z.array(Outcome),
  enabled: z.boolean(),
  /** What it has started after this transfer. */
  transfers: z.array(CourseLink),
});
export type NextInChain = z.infer<typeof NextInChain>;

export const TransferCourse = z.object({
  /** Oldest first. */
  steps: z.array(TransferStep).max(mostSteps),
  /** There were more before the first of them. */
  isCut: z.boolean(),
  /** The transfer whose end has started it. */
  after: CourseLink.optional(),
  /** The parts of its fan-out, itself among them; empty where it was alone. */
  together: z.array(CourseLink),
  /** The triggers that wait for its end, or have started something after it. */
  next: z.array(NextInChain),
});
export type TransferCourse = z.infer<typeof TransferCourse>;
