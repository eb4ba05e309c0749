/** Keys of the line at the bottom that takes the name of a new template. */
import { saveTemplate } from '../actions/template-actions.ts';
import type { Command } from './command.ts';

const base = { group: 'Global', where: ['template-name'], danger: 0 } as const;

export const templateNameCommands: readonly Command[] = [
  {
    ...base,
    id: 'template-name.save',
    title: 'save the template; one of that name is replaced when asked twice',
    keys: ['enter'],
    hint: 'save',
    action: 'administer',
    run: (console) => {
      const { prompt } = console.store.state.ui;
      if (prompt?.kind === 'template-name') void saveTemplate(console, prompt);
    },
  },
  {
    ...base,
    id: 'template-name.leave',
    title: 'save nothing',
    keys: ['esc'],
    hint: 'leave',
    action: 'look',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
];
