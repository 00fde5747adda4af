/** Figures with what stands between them: amounts, dates, times, numbers of contracts; and what was masked. */
const FIGURES =
  /[*＊]*[0-9０-９][0-9０-９*＊]*(?:[.,:/\-－．，：][0-9０-９*＊]+)*[*＊]*|[*＊]+(?:[.,:/-]?[*＊0-9]+)*/g;

/**
 * A message without what makes it differ from others of its template: every run of figures is `#`, and so is
 * what has been masked. `masked` is the message with numbers and names masked in full (engine/redact.ts).
 */
export function skeleton(masked: string): string {
  return masked.replace(FIGURES, '#').replace(/\s+/g, ' ').trim();
}
