/**
 * A test of texts that keeps its last answer: the matches of one clause ask the same of it one after the
 * other, and a long clause may hold hundreds. For pure functions.
 */
export function rememberLast<T>(answer: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly answer: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, answer: answer(text) };
    return last.answer;
  };
}
