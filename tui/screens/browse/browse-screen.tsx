/** Two folders on any two nodes, side by side, and what `t` would send from one to the other. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { browseLayout } from './browse-layout.ts';
import { BrowsePane } from './browse-pane.tsx';
import { SendBox } from './send-box.tsx';

export function BrowseScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { active } = state.ui.browse;
  const { isTwoPanes, pane, send } = browseLayout(frameLayout(state.size).body, state.ui);
  return (
    <>
      <Box>
        {(isTwoPanes || active === 0) && <BrowsePane state={state} index={0} area={pane[0]} />}
        {(isTwoPanes || active === 1) && <BrowsePane state={state} index={1} area={pane[1]} />}
      </Box>
      <SendBox state={state} area={send} />
    </>
  );
}
