/** The variables of a template, and from where to where it would move with them. */
import type { ReactNode } from 'react';
import { shownName } from '../../../src/runtime/names.ts';
import { fieldText } from '../../components/field-text.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { templateCommand } from '../../format/hub-command.ts';
import { routeText } from '../../format/route.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import { hubNow } from '../../store/hub-time.ts';
import { emptyField } from '../../store/text-field.ts';
import { fitCell } from '../../text/fit-cell.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { type RunForm, runOutcome, setOf, wrongLine } from './run-form.ts';

interface RunLook {
  readonly theme: Theme;
  readonly width: number;
  /** The hub's clock. */
  readonly now: number;
}

export function RunScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { body } = frameLayout(state.size);
  const { width, height } = paneInside(body);
  const { run } = state.ui;
  const look = { theme, width, now: hubNow(state) };
  return (
    <Pane title={`Run ${run?.template.name ?? ''}`} note="starts as you, with your rights" {...body} isFocused>
      <Lines lines={run === undefined ? [] : visibleLines(run, look, height)} width={width} />
    </Pane>
  );
}

/** On a low screen the variables scroll, and what they would start stays in sight. */
function visibleLines(run: RunForm, look: RunLook, height: number): readonly string[] {
  const preview = previewLines(run, look);
  const fields = run.names.map((name, index) => fieldLine(run, { name, index }, look));
  const room = Math.max(1, height - preview.length);
  const top = Math.max(0, Math.min(fields.length - room, run.focus - Math.floor(room / 2)));
  return [...fields.slice(top, top + room), ...preview];
}

function fieldLine(
  run: RunForm,
  { name, index }: { readonly name: string; readonly index: number },
  { theme, width }: RunLook,
): string {
  const isFocused = run.focus === index;
  const { ellipsis } = theme.symbols;
  const label = fitCell(name, { width: 16, align: 'left', cut: 'end', ellipsis });
  const field = run.values[name] ?? emptyField;
  const value = fieldText(field, { width: Math.max(4, Math.floor((width - 20) * 0.6)), theme, isFocused });
  const wrong = wrongLine(run, name);
  const { default: usual } = run.template.variables[name] ?? {};
  const usualText = usual === undefined ? '' : theme.paint('muted', `default ${shownName(usual)}`);
  const note = wrong === undefined ? usualText : theme.paint('bad', `! ${shownName(wrong)}`);
  return `${isFocused ? '>' : ' '} ${isFocused ? theme.paint('accent', label) : label}[${value}] ${note}`;
}

function previewLines(run: RunForm, { theme, width, now }: RunLook): readonly string[] {
  const isHere = run.focus === run.names.length;
  const button = isHere ? theme.paint('cursor', '[ Start now ]') : '[ Start now ]';
  const lines = [...(run.names.length === 0 ? [] : ['']), `${isHere ? '>' : ' '} ${button}`, ''];
  const outcome = runOutcome(run, now);
  if (outcome.kind === 'wrong') return [...lines, `  ${theme.paint('bad', outcome.reason)}`];
  const { source, destinations } = outcome.filled.request;
  const routes = destinations.map((destination) =>
    routeText({ source, destination }, { width: width - 4, symbols: theme.symbols }),
  );
  const command = templateCommand({ template: run.template.name, set: setOf(run) });
  return [...lines, ...routes.map((route) => `  ${route}`), '', theme.paint('muted', `  same as:  ${command}`)];
}
