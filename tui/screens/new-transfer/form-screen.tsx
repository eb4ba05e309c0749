/** The form of a new transfer, with what is known of both ends and the same thing as a command line. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { startCommand } from '../../format/hub-command.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { endChecks } from './end-checks.ts';
import { outcomeOf } from './form-commands.ts';
import { formRows } from './form-rows.ts';

const twoColumns = 100;

export function FormScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { body } = frameLayout(state.size);
  const isWide = body.width >= twoColumns;
  const form = { width: isWide ? Math.round(body.width * 0.6) : body.width, height: body.height };
  const checks = { width: body.width - form.width, height: body.height };
  const inside = paneInside(form);
  const outcome = outcomeOf(state);
  const rows = formRows(state.ui.form, { theme, width: inside.width, outcome });
  const command = outcome.kind === 'ready' ? `same as:  ${startCommand(outcome.request)}` : '';
  const checkLines = endChecks(state).map(({ text, role }) => ` ${theme.paint(role, text)}`);
  const commandLines = paneInside(checks).height - checkLines.length - 1;
  return (
    <Box>
      <Pane title="New transfer" note={isWide ? 'all fields optional but From, To' : ''} {...form} isFocused>
        <Lines lines={visibleRows(rows, inside.height)} width={inside.width} />
      </Pane>
      {isWide && (
        <Pane title="Check" {...checks} isFocused={false}>
          <Lines lines={checkLines} width={paneInside(checks).width} />
          {commandLines > 1 && command !== '' && (
            <Box marginTop={1} marginLeft={1} marginRight={1} height={commandLines} overflow="hidden">
              <Text wrap="hard">{theme.paint('muted', command)}</Text>
            </Box>
          )}
        </Pane>
      )}
    </Box>
  );
}

/** On a low screen the form scrolls: the row with the cursor stays in sight. */
function visibleRows(rows: readonly string[], height: number): readonly string[] {
  if (rows.length <= height) return rows;
  const cursor = rows.findIndex((row) => row.startsWith('>'));
  const top = Math.max(0, Math.min(rows.length - height, cursor - Math.floor(height / 2)));
  return rows.slice(top, top + height);
}
