/** What we use of picomatch, which brings no types. */
declare module 'picomatch' {
  interface Options {
    readonly dot?: boolean;
    readonly nonegate?: boolean;
    readonly noextglob?: boolean;
    readonly literalBrackets?: boolean;
    readonly fastpaths?: boolean;
    readonly regex?: boolean;
    readonly debug?: boolean;
    readonly flags?: string;
  }
  const picomatch: { makeRe(glob: string, options: Options): RegExp };
  export default picomatch;
}
