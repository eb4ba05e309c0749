/** What is known of the transfer under the cursor, beside the list that it is in; nothing where the screen has no room. */
import type { ReactNode } from 'react';
import { Pane, paneInside } from '../../components/pane.tsx';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import type { Area } from '../frame/frame-layout.ts';
import { selectedTransfer } from '../selected-transfer.ts';
import { TransferFacts } from './transfer-facts.tsx';

export function TransferAside({ state, area }: { readonly state: ConsoleState; readonly area: Area }): ReactNode {
  if (area.width === 0) return null;
  const transfer = selectedTransfer(state);
  const { overview } = state.data;
  return (
    <Pane title={transfer?.id ?? ''} {...area} isFocused={false}>
      {transfer !== undefined && (
        <TransferFacts transfer={transfer} overview={overview} now={hubNow(state)} {...paneInside(area)} />
      )}
    </Pane>
  );
}
