/** Which route a method and a path mean. */
import { type ApiRequest, apiRoot, type Route, routes } from './routes.ts';

export type FoundRoute =
  | {
      readonly kind: 'found';
      readonly name: ApiRequest;
      readonly route: Route;
      /** The named parts of the path, decoded. */
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'unknown' }
  /** The path is there, with these methods. */
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] };

const patterns = (Object.keys(routes) as ApiRequest[]).map((name) => {
  const route = routes[name];
  return { name, route, parts: `${apiRoot}${route.path}`.split('/') };
});

export function findRoute(method: string | undefined, path: string): FoundRoute {
  const given = path.split('/');
  const matches = patterns.flatMap((pattern) => {
    const params = paramsOf(pattern.parts, given);
    return params === undefined ? [] : [{ ...pattern, params }];
  });
  const match = matches.find(({ route }) => route.method === method);
  if (match !== undefined) return { kind: 'found', name: match.name, route: match.route, params: match.params };
  return matches.length === 0
    ? { kind: 'unknown' }
    : { kind: 'wrong-method', allowed: matches.map(({ route }) => route.method) };
}

function paramsOf(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = decoded(given[index] ?? '');
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (text === undefined || (name === undefined ? text !== part : text === '')) return undefined;
    if (name !== undefined) params[name] = text;
  }
  return params;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
