/** Flags of `longhaul hub` about what is saved and what starts by itself. */
import { z } from 'zod';
import { NodeName } from '../src/model/location.ts';
import type { Setting } from '../src/runtime/settings.ts';
import { setWish } from './client/template.ts';

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

export const automationSettings = {
  templates: { type: 'boolean', help: 'the templates that are declared' },
  triggers: { type: 'boolean', help: 'what starts by itself: when next, and what came of it last' },
} as const satisfies Readonly<Record<string, Setting>>;
