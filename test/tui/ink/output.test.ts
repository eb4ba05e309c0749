/** A frame put together: by us, and by Ink's own module that ours replaces. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import Output, { type Clip } from '../../../tui/ink/output.ts';
import { TerminalScreen } from '../../harness/terminal-screen.ts';
import { paintedText } from './painted-text.ts';

/** Named so that the tests' own replacement does not take it. */
const { default: InkOutput } = (await import(`${'../../../node_modules/ink/build'}/output.js`)) as {
  default: typeof Output;
};

const size = { columns: 30, rows: 6 };

type Step =
  | {
      readonly kind: 'write';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly isUnderlined: boolean;
    }
  | { readonly kind: 'clip'; readonly clip: Clip }
  | { readonly kind: 'unclip' };

const edge = fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined });
const clips = fc
  .tuple(edge, edge, edge, edge)
  // Ink cuts between two edges; one alone it leaves.
  .map(
    ([x1, x2, y1, y2]): Clip => ({
      ...(x1 !== undefined && x2 !== undefined && { x1: Math.min(x1, x2), x2: Math.max(x1, x2) }),
      ...(y1 !== undefined && y2 !== undefined && { y1: Math.min(y1, y2), y2: Math.max(y1, y2) }),
    }),
  );
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      x: fc.nat(24),
      y: fc.nat(5),
      text: fc.array(paintedText, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
      isUnderlined: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: clips.map((clip) => ({ kind: 'clip' as const, clip })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'unclip' as const }) },
);

async function drawn(Frame: typeof Output, made: readonly Step[]): Promise<readonly (readonly string[])[]> {
  const output = new Frame({ width: size.columns, height: size.rows });
  for (const step of made) {
    if (step.kind === 'clip') output.clip(step.clip);
    else if (step.kind === 'unclip') output.unclip();
    else
      output.write(step.x, step.y, step.text, {
        transformers: step.isUnderlined ? [(line) => `\u001b[4m${line}\u001b[24m`] : [],
      });
  }
  const screen = new TerminalScreen({ columns: 120, rows: size.rows });
  const lines = output.get().output.split('\n');
  for (const [row, line] of lines.entries()) await screen.write(`\u001b[${row + 1};1H${line}`);
  return lines.map((_, row) => screen.looks(row));
}

test('any texts at any places, over one another and cut by edges, make the frame that Ink would make', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 10 }), async (made) => {
      expect(await drawn(Output, made)).toEqual(await drawn(InkOutput, made));
    }),
    { numRuns: 200 },
  );
});
