/** The local page: judges what is typed or dropped, marks it, and hands the report out. */

import { ask, token } from './serve-ask.ts';
import {
  type Answer,
  clauseList,
  type Finding,
  make,
  marked,
  need,
  placeOf,
  type RulePage,
  say,
  visible,
} from './serve-elements.ts';

/** As long as somebody types nothing is asked. */
const PAUSE_MS = 150;
const COPIED_MS = 2000;
const TEXT_NAME = 'text.txt';

const text = need('text', HTMLTextAreaElement);
const marks = need('marks', HTMLDivElement);
const kind = need('kind', HTMLSelectElement);
const profile = need('profile', HTMLSelectElement);
const file = need('file', HTMLInputElement);
const verdict = need('verdict', HTMLParagraphElement);
const problems = need('problems', HTMLUListElement);
const found = need('found', HTMLOListElement);
const rule = need('rule', HTMLInputElement);
const rulePage = need('page', HTMLDivElement);
const said = need('said', HTMLParagraphElement);
const drop = need('drop', HTMLParagraphElement);
const formats = [...document.querySelectorAll<HTMLButtonElement>('[data-format]')];

/** What is judged now: the file that was chosen, else the text. */
let chosen: File | undefined;
let running: AbortController | undefined;
let shown: readonly Finding[] = [];
/** Of the findings in the text, as offsets. */
let spans: readonly (readonly [start: number, end: number])[] = [];

function query(more: Readonly<Record<string, string>> = {}): string {
  const values = {
    name: chosen?.name ?? TEXT_NAME,
    kind: kind.value,
    profile: profile.value,
    ...more,
  };
  return new URLSearchParams(values).toString();
}

function body(): Blob {
  return chosen ?? new Blob([text.value]);
}

function spansOf(findings: readonly Finding[]): readonly (readonly [number, number])[] {
  const starts = [0];
  for (let at = text.value.indexOf('\n'); at >= 0; at = text.value.indexOf('\n', at + 1))
    starts.push(at + 1);
  const offset = (line: number, column: number): number =>
    (starts[line - 1] ?? text.value.length) + column - 1;
  return findings.map(({ line, column, endLine, endColumn }) => [
    offset(line, column),
    offset(endLine, endColumn),
  ]);
}

function drawMarks(): void {
  // A last line without characters would not be drawn.
  marks.replaceChildren(
    ...marked(
      text.value,
      spans,
      shown.map(({ severity }) => severity),
    ),
    '\n',
  );
  marks.scrollTop = text.scrollTop;
}

function rewriteOf(rewrite: string, label = say('rewrite')): Node[] {
  if (rewrite === '') return [];
  const source = make('span', rewrite, { lang: 'zh' });
  const button = make('button', say('copy'), { type: 'button' });
  button.addEventListener('click', () => void copy(rewrite, source, button));
  return [make('dt', label), make('dd', [source, ' ', button])];
}

async function copy(value: string, source: HTMLElement, button: HTMLElement): Promise<void> {
  let told = say('copied');
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    // Refused: what is selected can be copied by hand.
    getSelection()?.selectAllChildren(source);
    told = say('copyFailed');
  }
  button.textContent = told;
  said.textContent = told;
  setTimeout(() => {
    button.textContent = say('copy');
    said.textContent = '';
  }, COPIED_MS);
}

function select(index: number): void {
  const span = spans[index];
  if (span === undefined || chosen !== undefined) return;
  text.focus();
  text.setSelectionRange(span[0], span[1]);
}

function card(finding: Finding, index: number): HTMLElement {
  const { severity, title, suspected, ruleId, message, clauses, rewrite, replacement } = finding;
  const badge = suspected ? [' ', make('span', say('suspected'), { class: 'badge' })] : [];
  const head = make('p', [
    make('span', say(severity), { class: `sev ${severity}` }),
    ' ',
    make('b', title),
    ...badge,
    ' ',
    make('code', placeOf(finding), { class: 'dim' }),
  ]);
  const about = make('button', say('rule'), { type: 'button' });
  about.addEventListener('click', () => void lookUp(ruleId));
  const acts: Node[] = [about];
  if (chosen === undefined) {
    const button = make('button', say('show'), { type: 'button' });
    button.addEventListener('click', () => select(index));
    acts.unshift(button);
  }
  const { context, contextStart, segmentStart, segmentEnd } = finding;
  const from = segmentStart - contextStart;
  const said = make(
    'blockquote',
    marked(context, [[from, from + segmentEnd - segmentStart]], [severity], visible),
    { lang: 'zh' },
  );
  const list = make('dl', [
    make('dt', say('why')),
    make('dd', visible(message)),
    ...(clauses.length === 0 ? [] : [make('dt', say('basis')), make('dd', [clauseList(clauses)])]),
    ...rewriteOf(rewrite),
  ]);
  const whole =
    replacement === undefined
      ? []
      : [
          make('dl', rewriteOf(replacement.text, say('whole', { title: replacement.title })), {
            class: 'whole',
          }),
        ];
  return make(
    'li',
    [
      head,
      said,
      ...whole,
      list,
      make(
        'p',
        acts.flatMap((act) => [act, ' ']),
        { class: 'acts' },
      ),
    ],
    {
      class: `card ${severity}`,
      tabindex: '-1',
    },
  );
}

function sentenceOf({ counts, segments, problems: list }: Answer): string {
  const { error = 0, warning = 0, info = 0 } = counts ?? {};
  const result =
    error + warning + info > 0
      ? say('found', { error, warning, info })
      : segments === 0
        ? say('noText')
        : say(list.length > 0 ? 'cleanSoFar' : 'clean');
  const name = chosen === undefined ? '' : say('ofFile', { name: chosen.name });
  return `${name}${result} ${say('covered', { segments: segments ?? 0 })}`;
}

function show(answer: Answer): void {
  shown = answer.findings;
  spans = chosen === undefined ? spansOf(shown) : [];
  const { error = 0, warning = 0 } = answer.counts ?? {};
  verdict.textContent = sentenceOf(answer);
  verdict.className =
    error > 0
      ? 'error'
      : warning > 0 || answer.problems.length > 0 || answer.segments === 0
        ? 'warning'
        : 'good';
  problems.replaceChildren(
    ...answer.problems.map(({ line, reason, hint }) =>
      make(
        'li',
        `${say('problem')}${line === null ? '' : ` ${line}`}: ${reason}${hint === null ? '' : ` ${hint}`}`,
      ),
    ),
  );
  found.replaceChildren(...shown.map(card));
  if (answer.omitted > 0) found.append(make('li', say('more', { n: answer.omitted })));
  drawMarks();
  for (const button of formats) button.disabled = false;
}

function showNothing(sentence: string, isError = false): void {
  shown = [];
  spans = [];
  verdict.textContent = sentence;
  verdict.className = isError ? 'error' : '';
  problems.replaceChildren();
  found.replaceChildren();
  drawMarks();
  for (const button of formats) button.disabled = true;
}

async function check(): Promise<void> {
  running?.abort();
  if (token === '') return showNothing(say('noToken'), true);
  if (chosen === undefined && text.value.trim() === '') return showNothing(say('empty'));
  const own = new AbortController();
  running = own;
  if (chosen !== undefined) showNothing(say('checking'));
  try {
    const response = await ask(`/api/check?${query()}`, body(), own.signal);
    const answer: Answer = await response.json();
    if (running === own) show(answer);
  } catch (error) {
    if (running !== own) return;
    // A TypeError is how fetch says that nobody answers.
    const isLost = error instanceof TypeError || !(error instanceof Error);
    showNothing(isLost ? say('lost') : error.message, true);
  }
}

let timer = 0;
function checkSoon(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void check(), PAUSE_MS);
}

async function takeReport(format: string, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    const response = await ask(`/api/report?${query({ format })}`, body());
    const address = URL.createObjectURL(await response.blob());
    const ending = format === 'markdown' ? 'md' : format;
    const link = make('a', '', { href: address, download: `cuilint.${ending}` });
    link.click();
    URL.revokeObjectURL(address);
  } catch (error) {
    verdict.textContent =
      error instanceof Error && !(error instanceof TypeError) ? error.message : say('lost');
    verdict.className = 'error';
  } finally {
    button.disabled = false;
  }
}

async function lookUp(name: string): Promise<void> {
  try {
    const response = await ask(`/api/rule?${new URLSearchParams({ name }).toString()}`);
    const page: RulePage | null = await response.json();
    if (page === null) {
      rulePage.replaceChildren(make('p', say('noRule')));
      return;
    }
    rule.value = page.id;
    const examples = (title: string, list: readonly string[]): Node[] =>
      list.length === 0
        ? []
        : [
            make('dt', title),
            make('dd', [
              make(
                'ul',
                list.map((each) => make('li', each, { lang: 'zh' })),
              ),
            ]),
          ];
    rulePage.replaceChildren(
      make('p', [
        make('span', say(page.severity), { class: `sev ${page.severity}` }),
        ' ',
        make('b', page.title),
        ' ',
        make('code', page.id),
      ]),
      make('dl', [
        make('dt', say('why')),
        make('dd', page.why),
        make('dt', say('basis')),
        make('dd', [clauseList(page.clauses)]),
        ...rewriteOf(page.rewrite),
        ...examples(say('bad'), page.bad),
        ...examples(say('good'), page.good),
      ]),
    );
    rulePage.focus();
  } catch (error) {
    const isOurs = error instanceof Error && !(error instanceof TypeError);
    rulePage.replaceChildren(make('p', isOurs ? error.message : say('lost')));
  }
}

function choose(files: FileList | null): void {
  const [first] = files ?? [];
  if (first === undefined) return;
  if (files !== null && files.length > 1) {
    showNothing(say('oneFile'), true);
    return;
  }
  chosen = first;
  text.value = '';
  void check();
}

let current = -1;
function step(by: 1 | -1): void {
  if (shown.length === 0) return;
  current = (current + by + shown.length) % shown.length;
  const element = found.children[current];
  if (!(element instanceof HTMLElement)) return;
  element.scrollIntoView({ block: 'nearest' });
  if (chosen === undefined) select(current);
  else element.focus();
}

text.addEventListener('input', () => {
  chosen = undefined;
  file.value = '';
  current = -1;
  // What is marked is the text before: until the answer comes nothing is.
  spans = [];
  drawMarks();
  checkSoon();
});
text.addEventListener('scroll', () => {
  marks.scrollTop = text.scrollTop;
});
for (const list of [kind, profile]) list.addEventListener('change', () => void check());
file.addEventListener('change', () => choose(file.files));
need('clear', HTMLButtonElement).addEventListener('click', () => {
  chosen = undefined;
  file.value = '';
  text.value = '';
  void check();
  text.focus();
});
for (const button of formats)
  button.addEventListener('click', () => void takeReport(button.dataset['format'] ?? '', button));
need('ask', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void lookUp(rule.value);
});
rule.addEventListener('change', () => void lookUp(rule.value));
document.addEventListener('keydown', (event) => {
  if (event.key === 'F8') {
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    clearTimeout(timer);
    void check();
  } else if (event.key.toLowerCase() === 'r' && event.altKey) {
    event.preventDefault();
    rule.focus();
    rule.select();
  }
});
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.hidden = false;
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) drop.hidden = true;
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.hidden = true;
  const { dataTransfer } = event;
  if (dataTransfer === null) return;
  if (dataTransfer.files.length > 0) choose(dataTransfer.files);
  else {
    text.value = dataTransfer.getData('text/plain');
    chosen = undefined;
    void check();
  }
});
void check();
text.focus();
