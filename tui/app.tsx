/** The frame around every screen, and the one place where keys come in. */
import { Box, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { type ComponentType, type ReactNode, useEffect, useMemo } from 'react';
import type { Console } from './keys/command.ts';
import { pressKey } from './keys/router.ts';
import { paste } from './keys/typing.ts';
import { linearTheme } from './linear/linear-theme.ts';
import { AdminScreen } from './screens/admin/admin-screen.tsx';
import { AlertsScreen } from './screens/alerts/alerts-screen.tsx';
import { AutomationScreen } from './screens/automation/automation-screen.tsx';
import { BrowseScreen } from './screens/browse/browse-screen.tsx';
import { DialogBox } from './screens/frame/dialog-box.tsx';
import { frameLayout } from './screens/frame/frame-layout.ts';
import { Header } from './screens/frame/header.tsx';
import { KeyHints } from './screens/frame/key-hints.tsx';
import { MessageLine } from './screens/frame/message-line.tsx';
import { PaletteBox } from './screens/frame/palette-box.tsx';
import { Tabs } from './screens/frame/tabs.tsx';
import { HelpScreen } from './screens/help/help-screen.tsx';
import { HistoryScreen } from './screens/history/history-screen.tsx';
import { LogChoiceBox } from './screens/logs/log-choice-box.tsx';
import { LogsScreen } from './screens/logs/logs-screen.tsx';
import { FormScreen } from './screens/new-transfer/form-screen.tsx';
import { NodeScreen } from './screens/node/node-screen.tsx';
import { NodesScreen } from './screens/nodes/nodes-screen.tsx';
import { OverviewScreen } from './screens/overview/overview-screen.tsx';
import { RunScreen } from './screens/run-template/run-screen.tsx';
import { TransferScreen } from './screens/transfer/transfer-screen.tsx';
import { TransfersScreen } from './screens/transfers/transfers-screen.tsx';
import { ConsoleContext, useConsole, useConsoleState } from './store/console-context.ts';
import type { ViewName } from './store/ui-state.ts';
import { keyPress } from './terminal/key-name.ts';
import type { GiveTerminal } from './terminal/suspension.ts';
import { createTheme, staleTheme, type TerminalAbility } from './theme/theme.ts';
import { ThemeContext } from './theme/theme-context.ts';

const screens: Readonly<Record<ViewName, ComponentType>> = {
  overview: OverviewScreen,
  transfers: TransfersScreen,
  browse: BrowseScreen,
  history: HistoryScreen,
  automation: AutomationScreen,
  nodes: NodesScreen,
  logs: LogsScreen,
  alerts: AlertsScreen,
  admin: AdminScreen,
  node: NodeScreen,
  transfer: TransferScreen,
  'new-transfer': FormScreen,
  'run-template': RunScreen,
  help: HelpScreen,
};

export interface AppProps {
  readonly console: Console;
  readonly ability: TerminalAbility;
  /** Told once how the terminal is given to somebody else for a while. */
  readonly onTerminal: (give: GiveTerminal) => void;
}

export function App({ console, ability, onTerminal }: AppProps): ReactNode {
  const { suspendTerminal } = useApp();
  useEffect(() => onTerminal(() => suspendTerminal()), [onTerminal, suspendTerminal]);
  return (
    <ConsoleContext value={console}>
      <Themed ability={ability}>
        <Frame />
      </Themed>
    </ConsoleContext>
  );
}

function Themed({ ability, children }: Pick<AppProps, 'ability'> & { readonly children: ReactNode }): ReactNode {
  const theme = useConsoleState((state) => state.ui.theme);
  const accent = useConsoleState((state) => state.ui.accent);
  const isAscii = useConsoleState((state) => state.ui.isAscii);
  const isLinear = useIsScreenReaderEnabled();
  const made = useMemo(
    () => (isLinear ? linearTheme : createTheme({ theme, accent, isAscii }, ability)),
    [isLinear, theme, accent, isAscii, ability],
  );
  return <ThemeContext value={made}>{children}</ThemeContext>;
}

function Frame(): ReactNode {
  const console = useConsole();
  const size = useConsoleState((state) => state.size);
  const view = useConsoleState((state) => state.ui.view);
  const dialog = useConsoleState((state) => state.ui.dialog);
  useInput((input, key) => pressKey(console, keyPress(input, key)));
  usePaste((text) => paste(console, text));
  const { hasTabs, hasKeys, body } = frameLayout(size);
  const Screen = screens[view];
  // Exactly the screen: one line more would make Ink clear everything at every frame.
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      <Header />
      {hasTabs && <Tabs />}
      <Box flexDirection="column" {...body} overflow="hidden" flexShrink={0}>
        <MaybeStale>
          <Screen />
        </MaybeStale>
      </Box>
      <MessageLine />
      {hasKeys && <KeyHints />}
      <PaletteBox />
      <LogChoiceBox />
      {dialog !== undefined && <DialogBox dialog={dialog} size={size} />}
    </Box>
  );
}

/** What the hub told is grey as soon as nobody can say whether it is still true. */
function MaybeStale({ children }: { readonly children: ReactNode }): ReactNode {
  const isStale = useConsoleState(({ data }) => data.connection.kind !== 'up');
  return (
    <ThemeContext.Consumer>
      {(theme) => <ThemeContext value={isStale ? staleTheme(theme) : theme}>{children}</ThemeContext>}
    </ThemeContext.Consumer>
  );
}
