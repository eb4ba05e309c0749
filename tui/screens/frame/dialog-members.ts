/** The boxes about who is let in: what revoking does, whom to invite, and the token that is shown this once. */
import { shownName } from '../../../src/runtime/names.ts';
import { fieldText } from '../../components/field-text.ts';
import { shortDate } from '../../format/instant.ts';
import type { Dialog } from '../../store/dialog.ts';
import type { DialogLook, DialogText } from './dialog-text.ts';

type Of<K extends Dialog['kind']> = Extract<Dialog, { kind: K }>;

const consequences: Readonly<Record<Of<'revoke'>['of'], readonly string[]>> = {
  user: [
    'Its certificates and open links end now. What it has started and',
    'declared goes on. The name is free again.',
  ],
  node: [
    'Its certificates and open links end now; its transfers that have',
    'not ended fail. Credentials sealed to it are removed.',
  ],
  key: ['It opens nothing from now on, and its open requests end.'],
  token: ['The tokens for this name that nobody has used let nobody in.'],
};

export function revokeText({ of, holder, name, field }: Of<'revoke'>, { theme, width }: DialogLook): DialogText {
  const command =
    of === 'token' ? `POST /api/v1/withdrawals (${holder} ${name})` : `longhaul hub --revoke ${of}:${name}`;
  const label = `type ${shownName(name)} to revoke: `;
  return {
    title: `Revoke ${of} ${name}`,
    lines: [
      ...consequences[of],
      '',
      theme.paint('muted', `same as:  ${command}`),
      '',
      `${label}[${fieldText(field, { width: Math.max(4, width - label.length - 2), theme, isFocused: true })}]`,
    ],
  };
}

export function inviteText({ as, field, wrong }: Of<'invite'>, { theme, width }: DialogLook): DialogText {
  const what = as === 'node' ? 'a node' : `a user, ${as}`;
  return {
    title: 'Invite',
    lines: [
      `as    [${what}]   ${theme.paint('muted', 'Tab turns: viewer, operator, admin, node')}`,
      `name  [${fieldText(field, { width: Math.max(4, Math.min(40, width - 8)), theme, isFocused: true })}]`,
      wrong === undefined ? '' : theme.paint('bad', `! ${wrong}`),
      theme.paint('muted', 'The token opens the door once, and is shown once.'),
    ],
  };
}

export function tokenText({ as, name, token, expiresAt }: Of<'token'>, { theme, width }: DialogLook): DialogText {
  const pieces = token.match(new RegExp(`.{1,${Math.max(1, width)}}`, 'g')) ?? [];
  const use = as === 'node' ? `longhaul node --join TOKEN --name ${name} --root PATH` : 'longhaul tui --join TOKEN';
  return {
    title: `Token for ${name}`,
    lines: [
      `Good once, until ${shortDate(expiresAt)}Z; it is not shown again:`,
      '',
      ...pieces.map((piece) => theme.paint('strong', piece)),
      '',
      theme.paint('muted', `used with:  ${use}`),
    ],
  };
}
