/** Script and style sheet of the local page, made of `src/page/` by the build. */
declare module 'embed:serve' {
  export const script: string;
  export const style: string;
}
