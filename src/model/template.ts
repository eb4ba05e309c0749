/**
 * A named, saved transfer with variables: `{name}` in its paths and its title. `{date}` and `{time}` are there without being
 * declared. Names of nodes and connections are fixed, so that what fills a variable says what is moved, never between whom.
 */
import { z } from 'zod';
import { mostDestinations } from './fan-out.ts';
import { Location, NodeName } from './location.ts';
import { Priority } from './priority.ts';
import { TemplateOptions } from './template-options.ts';

/** By the zone of what starts it, else UTC: `2026-11-21`, `22-05-00`. */
export const builtInVariables = ['date', 'time'] as const;

const VariableName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/i, { error: 'a variable is a letter with letters, digits, dashes or underscores' })
  .refine((name) => !(builtInVariables as readonly string[]).includes(name), {
    error: `${builtInVariables.join(' and ')} are there without being declared`,
  });

const Pattern = z.string().min(1).max(500).refine(isPattern, { error: 'this is no regular expression' });

export const Variable = z.strictObject({
  default: z.string({ error: 'a value is text; write it in quotes' }).optional(),
  /** The whole value must match it. */
  pattern: Pattern.optional(),
  /** Whether the value may be several folders deep: `reel/a`. */
  path: z.boolean().default(false),
});
export type Variable = z.infer<typeof Variable>;

const Place = z.string().refine(isPlace, {
  error: 'write NODE:/PATH or CONNECTION:PATH without . and ..; only the path may have variables',
});
const Places = z.union([Place, z.array(Place).min(1).max(mostDestinations)]);

export const Template = z
  .strictObject({
    name: NodeName,
    /** The name of the transfers; absent is the last folder of the source. */
    title: z.string().min(1).max(200).optional(),
    from: Place,
    to: Places,
    via: NodeName.optional(),
    priority: Priority.optional(),
    options: TemplateOptions.default({}),
    variables: z.record(VariableName, Variable).default({}),
  })
  .superRefine((template, { addIssue }) => {
    for (const name of namesIn(template))
      if (!isKnown(name, template))
        addIssue({ code: 'custom', message: `{${name}} is not among the variables`, path: ['variables'] });
    for (const [name, variable] of Object.entries(template.variables)) {
      const wrong = variable.default === undefined ? undefined : wrongValue(variable.default, variable);
      if (wrong !== undefined)
        addIssue({ code: 'custom', message: `its default ${wrong}`, path: ['variables', name, 'default'] });
    }
  });
export type Template = z.infer<typeof Template>;

export const Templates = z
  .array(Template)
  .max(1000)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'two templates have the same name',
  });

/** `{name}`; any other brace is a character as others are. */
export const variableIn = /\{([a-z][a-z0-9_-]{0,62})\}/gi;

export function destinationsOf({ to }: Pick<Template, 'to'>): readonly string[] {
  return [to].flat();
}

export function isKnown(name: string, { variables }: Pick<Template, 'variables'>): boolean {
  return Object.hasOwn(variables, name) || (builtInVariables as readonly string[]).includes(name);
}

/** Every variable that it uses, once. */
export function namesIn(template: Pick<Template, 'from' | 'to' | 'title'>): string[] {
  const texts = [template.from, ...destinationsOf(template), template.title ?? ''];
  return [...new Set(texts.flatMap((text) => Array.from(text.matchAll(variableIn), ([, name = '']) => name)))];
}

/** What is wrong with it, in words that follow the variable's name; undefined where nothing is. */
export function wrongValue(value: string, { pattern, path }: Pick<Variable, 'pattern' | 'path'>): string | undefined {
  if (value === '') return 'is empty';
  if (value.length > (path ? 1000 : 255)) return `is longer than ${path ? 1000 : 255} characters`;
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) return 'has a control character';
  const components = value.split('/');
  if (components.length > 1 && !path) return 'has a /, which is only for a variable with path: true';
  if (components.some((name) => name === '.' || name === '..')) return 'leads elsewhere with . or ..';
  if (components.includes('')) return 'has a / at one of its ends, or two together';
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value)) return `does not match ${pattern}`;
  return undefined;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function isPlace(text: string): boolean {
  const colon = text.indexOf(':');
  const path = text.slice(colon + 1);
  if (!Location.safeParse({ node: text.slice(0, Math.max(0, colon)), path }).success) return false;
  return !path.split('/').some((name) => name === '.' || name === '..') && !/\p{Cc}/u.test(path);
}
