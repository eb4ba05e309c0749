/** In place of what the role may not see: that it exists, who sees it, and why it is kept from others. */
import type { ReactNode } from 'react';
import { shownName } from '../../src/runtime/names.ts';
import { Lines } from '../components/lines.tsx';
import { Pane, paneInside } from '../components/pane.tsx';
import type { Principal } from '../session/connection.ts';
import type { Area } from './frame/frame-layout.ts';

export interface NotForRoleProps extends Area {
  readonly title: string;
  readonly me: Principal;
  readonly why: string;
}

export function NotForRole({ title, me, why, width, height }: NotForRoleProps): ReactNode {
  const lines = ['', ` not allowed: ${shownName(me.name)} has the ${me.role} role, and this is for admins`, ` ${why}`];
  return (
    <Pane title={title} {...{ width, height }} isFocused>
      <Lines lines={lines} width={paneInside({ width, height }).width} />
    </Pane>
  );
}
