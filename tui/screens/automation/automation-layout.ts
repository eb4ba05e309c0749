/** The list, and below it, where there is room, what is known of its cursor row. */
import type { Area } from '../frame/frame-layout.ts';

export interface AutomationLayout {
  readonly list: Area;
  readonly facts: Area;
}

const roomForFacts = 14;
const mostFacts = 13;

export function automationLayout({ width, height }: Area): AutomationLayout {
  const facts = height < roomForFacts ? 0 : Math.min(mostFacts, Math.floor(height * 0.45));
  return { list: { width, height: height - facts }, facts: { width, height: facts } };
}
