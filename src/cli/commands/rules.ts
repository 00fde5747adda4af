import { join, resolve } from 'node:path';
import { testExamples } from '../../engine/examples.ts';
import { CuilintError } from '../../model/error.ts';
import { packageRoot } from '../../node/built-in.ts';
import { parseDictionaries } from '../../node/dictionaries.ts';
import { readExampleScript } from '../../node/example-script.ts';
import { fileSink } from '../../node/output.ts';
import { reportPhrases } from '../../reporters/phrases.ts';
import { visible } from '../../reporters/visible.ts';
import { checkLexicons, type LexiconRemark } from '../../rules/check-lexicons.ts';
import { describeRules } from '../../rules/describe.ts';
import { createNormalizer } from '../../text/normalize.ts';
import type { Io } from '../io.ts';
import { rulesNamed } from '../options.ts';
import { type Language, RUN } from '../phrases.ts';
import { RULE_STATUS, RULES_TEST } from '../phrases-rules.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';

/** `rules list`: id, severity, status and title, a line each, in the order of the ids. */
export async function runRulesList(lang: Language, io: Io, services: Services): Promise<number> {
  const rules = services.loadRuleset().rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const words = reportPhrases(lang).severity;
  const widest = Math.max(...Object.values(words).map((word) => word.length));
  const lines = rules.map(({ id, severity, status, title }) => {
    const mark = status === 'stable' ? '' : `  (${RULE_STATUS[status][lang]})`;
    return `${id.padEnd(width)}  ${words[severity].padEnd(widest)}  ${title[lang]}${mark}`;
  });
  await print(io, `${[...lines, RULES_TEST.count(rules.length)[lang]].join('\n')}\n`);
  return 0;
}

/** What is there twice, or for nothing, in the lexicons of this package. */
function lexiconRemarks(): readonly LexiconRemark[] {
  const { source, places, variants } = parseDictionaries(join(packageRoot(), 'dictionaries'));
  return checkLexicons(source, createNormalizer(variants), places);
}

/**
 * `rules test`: runs the examples of all rules, or of those named; of all, it looks through the lexicons as
 * well. Exit code 1 if something does not hold, since everything was judged.
 */
export async function runRulesTest(
  names: readonly string[],
  lang: Language,
  io: Io,
  services: Services,
): Promise<number> {
  const ruleset = services.loadRuleset({ pages: true });
  const wanted = new Set(names.flatMap((name) => rulesNamed(ruleset, name)));
  const rules = ruleset.rules.filter(({ id }) => names.length === 0 || wanted.has(id));
  if (services.tokenizer() === null) {
    throw new CuilintError('RULE_INVALID', RUN.noTokenizer, { hint: RUN.runBuild });
  }
  let examples = 0;
  let failures = 0;
  const lines: string[] = [];
  for (const rule of rules) {
    examples += rule.examples.bad.length + rule.examples.good.length;
    const failed = testExamples(ruleset, rule, {
      tokenizer: services.tokenizer,
      read: readExampleScript,
    });
    failures += failed.length;
    for (const { what, text, expected, actual } of failed) {
      const list = (items: readonly string[]): string =>
        items.length === 0
          ? RULES_TEST.nothing[lang]
          : items.map((item) => `“${visible(item)}”`).join(' ');
      lines.push(`${rule.id}  ${RULES_TEST.what[what][lang]}: ${visible(text)}`);
      if (expected.length + actual.length > 0) {
        lines.push(
          `    ${RULES_TEST.expected[lang]} ${list(expected)}  ${RULES_TEST.actual[lang]} ${list(actual)}`,
        );
      }
    }
  }
  const remarks = names.length === 0 ? lexiconRemarks() : [];
  for (const { place, message } of remarks) {
    const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `;
    lines.push(visible(`${where}${message[lang]}`));
  }
  failures += remarks.length;
  lines.push(RULES_TEST.summary(rules.length, examples, failures)[lang]);
  await print(io, `${lines.join('\n')}\n`);
  return failures === 0 ? 0 : 1;
}

/** `rules docs`: writes the rules page, into dictionaries/README.md of this package or into `file`; `-` prints it. */
export async function runRulesDocs(
  file: string | undefined,
  lang: Language,
  io: Io,
  services: Services,
): Promise<number> {
  const { rules, clauses } = services.loadRuleset({ pages: true });
  const page = describeRules(rules, clauses, lang);
  if (file === '-') {
    await print(io, page);
    return 0;
  }
  const path =
    file === undefined ? join(packageRoot(), 'dictionaries/README.md') : resolve(io.cwd, file);
  const shown = file ?? 'dictionaries/README.md';
  const sink = fileSink(path, shown);
  await sink.write(page);
  await sink.close();
  await print(io, `${RULES_TEST.written(shown)[lang]}\n`);
  return 0;
}
