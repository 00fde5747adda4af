/** What the page of a report does beside being read: it filters, copies, prints and is worked by keyboard. */

interface Hit {
  readonly severity: string;
  readonly category: number;
  readonly rule: number;
  readonly speaker: number;
  readonly state: number;
}

interface Card {
  readonly element: HTMLElement;
  readonly hits: readonly Hit[];
  readonly files: readonly number[];
  /** Messages for which it stands. */
  readonly weight: number;
  /** What the search looks through; read at the first search. */
  text?: string;
}

const SEVERITIES: readonly string[] = ['error', 'warning', 'info'];
/** Letters of the filters in the address, each the end of the id of its list. */
const LISTS = ['c', 'r', 'f', 'p', 't'] as const;
type ListName = (typeof LISTS)[number];
const SEARCH_DELAY_MS = 120;
const COPIED_MS = 2000;

function byId(id: string): HTMLElement | null {
  return document.getElementById(id);
}

function listOf(name: ListName): HTMLSelectElement | null {
  const found = byId(`f-${name}`);
  return found instanceof HTMLSelectElement ? found : null;
}

function numbers(text: string | undefined, separator: string): readonly number[] {
  return (text ?? '').split(separator).map(Number);
}

function readCards(): readonly Card[] {
  return [...document.querySelectorAll<HTMLElement>('.card')].map((element) => ({
    element,
    hits: (element.dataset['h'] ?? '').split(' ').map((hit) => {
      const [severity = 0, category = 0, rule = 0, speaker = 0, state = 0] = numbers(hit, '.');
      return { severity: SEVERITIES[severity] ?? '', category, rule, speaker, state };
    }),
    files: numbers(element.dataset['f'], ' '),
    weight: Number(element.dataset['w'] ?? 1),
  }));
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function start(): void {
  const filters = byId('filters');
  const search = byId('q');
  if (!(filters instanceof HTMLFormElement) || !(search instanceof HTMLInputElement)) return;
  const chips = [...document.querySelectorAll<HTMLButtonElement>('.chip')];
  const count = byId('count');
  const none = byId('none');
  const cards = readCards();
  const allTexts = cards.reduce((sum, { weight }) => sum + weight, 0);
  const allHits = cards.reduce((sum, { hits, weight }) => sum + hits.length * weight, 0);

  /** Number of the chosen entry, -1 for all. */
  const chosen = (name: ListName): number => (listOf(name)?.selectedIndex ?? 0) - 1;
  const shownSeverities = (): ReadonlySet<string> =>
    new Set(
      chips.flatMap((chip) =>
        chip.getAttribute('aria-pressed') === 'true' ? [chip.dataset['s'] ?? ''] : [],
      ),
    );
  const textOf = (card: Card): string => {
    card.text ??= plain(card.element.textContent ?? '');
    return card.text;
  };

  const apply = (): void => {
    const severities = shownSeverities();
    const [category, rule, file, speaker, state] = LISTS.map(chosen);
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const fits = (wanted: number | undefined, own: number): boolean =>
      wanted === -1 || wanted === own;
    let shown = 0;
    let hits = 0;
    for (const card of cards) {
      const fitting = card.hits.filter(
        (hit) =>
          severities.has(hit.severity) &&
          fits(category, hit.category) &&
          fits(rule, hit.rule) &&
          fits(speaker, hit.speaker) &&
          fits(state, hit.state),
      ).length;
      const isShown =
        fitting > 0 &&
        (file === undefined || file === -1 || card.files.includes(file)) &&
        words.every((word) => textOf(card).includes(word));
      card.element.hidden = !isShown;
      if (isShown) {
        shown += card.weight;
        hits += fitting * card.weight;
      }
    }
    if (count !== null) {
      count.textContent = (count.dataset['text'] ?? '')
        .replace('{shown}', String(shown))
        .replace('{all}', String(allTexts))
        .replace('{hits}', hits === allHits ? String(allHits) : `${hits} / ${allHits}`);
    }
    if (none !== null) none.hidden = shown > 0;
  };

  const stateInAddress = (): string => {
    const state = new URLSearchParams();
    if (search.value !== '') state.set('q', search.value);
    const severities = shownSeverities();
    if (severities.size < SEVERITIES.length)
      state.set('s', SEVERITIES.filter((each) => severities.has(each)).join('.') || 'none');
    for (const name of LISTS) {
      const value = listOf(name)?.value ?? '';
      if (value !== '') state.set(name, value);
    }
    return state.toString();
  };
  const remember = (): void => {
    history.replaceState(null, '', `#${stateInAddress()}`);
  };
  /** An address without `=` names a section and says nothing of filters. */
  const readAddress = (): boolean => {
    const address = location.hash.slice(1);
    if (!address.includes('=')) return false;
    const state = new URLSearchParams(address);
    search.value = state.get('q') ?? '';
    const severities = state.get('s')?.split('.') ?? SEVERITIES;
    for (const chip of chips)
      chip.setAttribute('aria-pressed', String(severities.includes(chip.dataset['s'] ?? '')));
    for (const name of LISTS) {
      const list = listOf(name);
      if (list === null) continue;
      const value = state.get(name) ?? '';
      const at = [...list.options].findIndex((option) => option.value === value);
      list.selectedIndex = Math.max(0, at);
    }
    return true;
  };
  const changed = (): void => {
    remember();
    apply();
  };
  const clear = (): void => {
    search.value = '';
    for (const chip of chips) chip.setAttribute('aria-pressed', 'true');
    for (const name of LISTS) {
      const list = listOf(name);
      if (list !== null) list.selectedIndex = 0;
    }
    changed();
  };
  const toggle = (chip: HTMLButtonElement | undefined): void => {
    if (chip === undefined) return;
    const isOn = chip.getAttribute('aria-pressed') === 'true';
    chip.setAttribute('aria-pressed', String(!isOn));
    changed();
  };

  let current = -1;
  const step = (by: 1 | -1): void => {
    for (let at = current + by; at >= 0 && at < cards.length; at += by) {
      const { element } = cards[at]!;
      if (element.hidden) continue;
      current = at;
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'start' });
      return;
    }
  };

  let timer = 0;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(changed, SEARCH_DELAY_MS);
  });
  filters.addEventListener('submit', (event) => event.preventDefault());
  filters.addEventListener('change', (event) => {
    if (event.target instanceof HTMLSelectElement) changed();
  });
  for (const chip of chips) chip.addEventListener('click', () => toggle(chip));
  byId('clear')?.addEventListener('click', clear);
  byId('cards')?.addEventListener('focusin', ({ target }) => {
    const card = target instanceof Element ? target.closest('.card') : null;
    const at = cards.findIndex(({ element }) => element === card);
    if (at >= 0) current = at;
  });
  window.addEventListener('hashchange', () => {
    if (!readAddress()) return;
    apply();
    byId('findings')?.scrollIntoView();
  });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    const isTyping =
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'radio');
    if (isTyping) {
      if (key === 'Escape' && target === search) {
        clear();
        search.blur();
      }
      return;
    }
    switch (key) {
      case '/':
        search.focus();
        search.scrollIntoView({ block: 'nearest' });
        break;
      case 'j':
        step(1);
        break;
      case 'k':
        step(-1);
        break;
      case 'c': {
        const button = cards[current]?.element.querySelector<HTMLButtonElement>('[data-copy]');
        button?.click();
        break;
      }
      case '1':
      case '2':
      case '3':
        toggle(chips[Number(key) - 1]);
        break;
      case 'Escape':
        clear();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
  filters.hidden = false;
  const keys = document.querySelector<HTMLElement>('.keys');
  if (keys !== null) keys.hidden = false;
  readAddress();
  apply();
}

/** The clipboard of the browser, and where a page from the disk may not use it, the selection. */
async function copy(text: string, source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or not there: the old way asks nobody.
    const range = document.createRange();
    range.selectNodeContents(source);
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    return document.execCommand('copy');
  }
}

function startCopying(): void {
  const list = byId('cards');
  if (list === null) return;
  const said = byId('said');
  list.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-copy]') : null;
    const source = button?.parentElement?.querySelector('span');
    if (!(button instanceof HTMLButtonElement) || !(source instanceof HTMLElement)) return;
    const label = button.textContent;
    const isCopied = await copy(source.textContent ?? '', source);
    const told = (isCopied ? list.dataset['copied'] : list.dataset['failed']) ?? '';
    if (label === told) return;
    button.textContent = told;
    if (said !== null) said.textContent = told;
    setTimeout(() => {
      button.textContent = label;
      if (said !== null) said.textContent = '';
    }, COPIED_MS);
  });
  document.documentElement.classList.add('live');
}

function startHead(): void {
  const print = byId('print');
  const theme = byId('theme');
  print?.addEventListener('click', () => window.print());
  theme?.addEventListener('click', () => {
    const { dataset } = document.documentElement;
    const isDark =
      dataset['theme'] === undefined
        ? matchMedia('(prefers-color-scheme: dark)').matches
        : dataset['theme'] === 'dark';
    dataset['theme'] = isDark ? 'light' : 'dark';
  });
  if (print !== null) print.hidden = false;
  if (theme !== null) theme.hidden = false;
  // A link to a section must not wipe the filters out of the address.
  document.querySelector('nav')?.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const section = link === null ? null : byId((link.getAttribute('href') ?? '').slice(1));
    if (section === null) return;
    event.preventDefault();
    section.scrollIntoView();
  });
}

startHead();
startCopying();
start();
