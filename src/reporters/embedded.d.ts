/** What a page brings with it: its script and its style sheet, made of `src/page/` by the build. */
declare module 'embed:report' {
  export const script: string;
  export const style: string;
}
