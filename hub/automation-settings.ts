/** Flags of `longhaul hub` about what is saved and what starts by itself. */
import { z } from 'zod';
import { NodeName } from '../src/model/location.ts';
import { MailAddress } from '../src/model/notification.ts';
import type { Setting } from '../src/runtime/settings.ts';
import { setWish } from './client/template.ts';
import { parseMailServer } from './notifications/mail-server.ts';

export const templateSettings = {
  template: { type: 'string', placeholder: 'NAME', help: 'starts what a template means', schema: NodeName },
  set: {
    type: 'string',
    isMultiple: true,
    placeholder: 'NAME=VALUE',
    help: 'with --template: the value of one of its variables; give it again for each further one',
    schema: z.string().transform(setWish),
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** What the hub itself needs to notify. */
export const notifierSettings = {
  secrets: {
    type: 'string',
    placeholder: 'DIR',
    help: 'a file for each secret that notifications name',
    shownDefault: 'what systemd loads with LoadCredential=',
  },
  smtp: {
    type: 'string',
    placeholder: 'URL',
    help: 'mail server for notifications: smtp://USER@HOST:PORT or smtps://; its password is the secret smtp-password',
    schema: z.string().transform((text) => parseMailServer(text)),
  },
  mailFrom: {
    type: 'string',
    placeholder: 'ADDRESS',
    help: 'who mails of notifications come from',
    schema: MailAddress,
  },
} as const satisfies Readonly<Record<string, Setting>>;

export const automationSettings = {
  templates: { type: 'boolean', help: 'the templates that are declared' },
  triggers: { type: 'boolean', help: 'what starts by itself: when next, and what came of it last' },
  notifications: { type: 'boolean', help: 'who is told how transfers end, and what could not be delivered' },
  notifyTest: { type: 'string', placeholder: 'NAME', help: 'delivers a test of a notification now', schema: NodeName },
} as const satisfies Readonly<Record<string, Setting>>;
