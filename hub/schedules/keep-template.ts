/** Keeps one template beside the others that are declared, as if it had been declared with them. */
import type { User } from '../../src/model/principal.ts';
import type { Template } from '../../src/model/template.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Declarations } from '../access/declarations.ts';
import type { TemplateStore } from './declared-store.ts';

export interface TemplateKeeping {
  readonly declarations: Pick<Declarations, 'apply'>;
  readonly templates: Pick<TemplateStore, 'bodies'>;
}

export interface TemplateToKeep {
  readonly template: Template;
  /** One of its name gives way; else that is `name-taken`. */
  readonly isReplacing: boolean;
}

/** Throws what `apply` throws. */
export function keepTemplate(
  { declarations, templates }: TemplateKeeping,
  { template, isReplacing }: TemplateToKeep,
  user: User,
): void {
  const others = templates.bodies.filter(({ name }) => name !== template.name);
  if (others.length < templates.bodies.length && !isReplacing)
    throw new Fault('name-taken', `there is a template named ${template.name}`);
  declarations.apply({ templates: [...others, template] }, user);
}
