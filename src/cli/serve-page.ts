import { script, style } from 'embed:serve';
import { createHash } from 'node:crypto';
import { replacementLabel } from '../reporters/finding-text.ts';
import { escapeHtml } from '../reporters/html-text.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { CHOICES } from './options.ts';
import type { Language } from './phrases.ts';
import { servePhrases } from './phrases-serve.ts';

/** Formats in which the page hands the report out, with the ending of the file. */
export const SERVED_FORMATS = ['html', 'xlsx', 'json', 'csv', 'markdown'] as const;
export type ServedFormat = (typeof SERVED_FORMATS)[number];

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What the page may do: run its own script, ask its own server, and nothing else. */
export function pagePolicy(): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function option(value: string, text: string): string {
  return `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`;
}

/** The page itself. It holds no secret: what it may ask for, it must know from the address. */
export function servedPage(lang: Language, { rules }: Ruleset): string {
  const words = servePhrases(lang);
  const kinds = CHOICES.kinds.map((kind) => option(kind, words.kinds[kind])).join('');
  const profiles = CHOICES.profiles
    .map((profile) => option(profile, words.profiles[profile]))
    .join('');
  const listed = rules
    .filter(({ status }) => status !== 'retired')
    .map(({ id, title }) => option(id, title[lang]))
    .join('');
  const formats = SERVED_FORMATS.map(
    (format) =>
      `<button type="button" data-format="${format}" disabled>${format === 'markdown' ? 'md' : format}</button>`,
  ).join(' ');
  const told = { ...words.script, whole: replacementLabel('{title}', lang) };
  const keys = words.keyHelp.map(([key, what]) => `<li><kbd>${key}</kbd> ${what}</li>`).join('');
  return `<!DOCTYPE html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>${words.title}</title>
<style>${style}</style>
</head>
<body>
<main data-words="${escapeHtml(JSON.stringify(told))}">
<h1>${words.title}</h1>
<p class="dim">${words.intro}</p>
<div class="bar">
<label>${words.kind} <select id="kind"><option value="">${words.auto}</option>${kinds}</select></label>
<label>${words.profile} <select id="profile"><option value="">${words.unknown}</option>${profiles}</select></label>
<input id="file" type="file" class="away"/><label class="button" for="file">${words.file}</label>
<button type="button" id="clear">${words.clear}</button>
</div>
<div class="halves">
<section aria-labelledby="h-text"><h2 id="h-text">${words.text}</h2>
<div class="pad"><div id="marks" aria-hidden="true"></div><textarea id="text" lang="zh" spellcheck="false" autocomplete="off" aria-labelledby="h-text" aria-describedby="verdict" placeholder="${words.textHint}"></textarea></div>
<p class="drop" id="drop" hidden="">${words.drop}</p>
</section>
<section aria-labelledby="h-found"><h2 id="h-found">${words.findings}</h2>
<p id="verdict" role="status"></p>
<ul id="problems"></ul>
<ol id="found"></ol>
<p class="take"><span>${words.report}</span> ${formats}</p>
</section>
</div>
<section aria-labelledby="h-rule"><h2 id="h-rule">${words.ruleTitle}</h2>
<form id="ask" class="bar"><label>${words.rule} <input id="rule" list="rules" autocomplete="off" spellcheck="false" accesskey="r" placeholder="${words.ruleHint}"/></label></form>
<datalist id="rules">${listed}</datalist>
<div id="page" tabindex="-1"></div>
</section>
<details><summary>${words.keys}</summary><ul class="keys">${keys}</ul></details>
<footer>${words.footer}</footer>
<p id="said" class="away" role="status"></p>
</main>
<script>${script}</script>
</body>
</html>
`;
}
