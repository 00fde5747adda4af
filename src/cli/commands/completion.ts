import type { Command, Option } from 'commander';
import { CATEGORIES } from '../../model/rule.ts';
import { AUDIT_FORMATS } from '../../reporters/audit-report.ts';
import { FORMATS } from '../../reporters/registry.ts';
import { JURISDICTIONS } from '../../rules/parse-names.ts';
import { CI_NAMES } from '../init-files.ts';
import type { Io } from '../io.ts';
import { CHOICES, usageError } from '../options.ts';
import type { Language } from '../phrases.ts';
import { SETUP } from '../phrases-setup.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';

export type Shell = 'bash' | 'zsh' | 'fish' | 'pwsh';

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish', 'pwsh'];

/** What may be typed next. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Reply {
  readonly candidates: readonly Candidate[];
  /** Paths may be typed as well. */
  readonly takesFiles: boolean;
}

/**
 * The scripts know nothing of commands and options: at every Tab they ask the program that is installed, so
 * they cannot go stale. The word under the cursor comes last and behind a colon, since PowerShell before 7.3
 * drops an empty argument. The answer is a candidate a line, behind a tab its description, and `:files`
 * where paths may stand.
 */
const SCRIPTS: Readonly<Record<Shell, (language: string) => string>> = {
  // Nothing that bash 3.2 of macOS lacks.
  bash: (language) => `# cuilint: source <(cuilint completion bash)
_cuilint() {
  local IFS=$'\\n'
  COMPREPLY=($(cuilint completion bash${language} -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" ":\${COMP_WORDS[COMP_CWORD]}" 2>/dev/null))
}
complete -o bashdefault -o default -F _cuilint cuilint
`,
  zsh: (language) => `#compdef cuilint
# cuilint: source <(cuilint completion zsh)
_cuilint() {
  local line takes_files=
  local -a described
  for line in "\${(@f)$(cuilint completion zsh${language} -- "\${(@)words[2,CURRENT-1]}" ":\${words[CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == ':files' ]]; then takes_files=1
    elif [[ -n $line ]]; then described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( $#described )) && _describe cuilint described
  [[ -n $takes_files ]] && _files
}
if [[ $funcstack[1] == _cuilint ]]; then _cuilint "$@"; else compdef _cuilint cuilint; fi
`,
  fish: (language) => `# cuilint: cuilint completion fish | source
function __cuilint_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (cuilint completion fish${language} -- $words[2..-1] ":$current" 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path $current
        else
            printf '%s\\n' $line
        end
    end
end
complete -c cuilint -f -a '(__cuilint_complete)'
`,
  pwsh: (language) => `# cuilint: cuilint completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName cuilint -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $before = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
        $lines = @(cuilint completion pwsh${language} '--' @words ":$wordToComplete" 2>$null)
    } finally { [Console]::OutputEncoding = $before }
    foreach ($line in $lines) {
        $value, $description = $line -split "\`t", 2
        if ($value -eq ':files') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } elseif ($value) {
            if (-not $description) { $description = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
        }
    }
}
`,
};

/** Names that an option or argument of `command` takes, by what its help calls the value; undefined: no list of them. */
function namesFor(
  command: Command,
  placeholder: string,
  rules: () => readonly Candidate[],
): readonly Candidate[] | undefined {
  const bare = (values: readonly string[]): readonly Candidate[] =>
    values.map((value) => ({ value, description: '' }));
  switch (placeholder) {
    case 'FORMAT[:FILE]':
      return bare(command.name() === 'audit' ? AUDIT_FORMATS : FORMATS);
    case 'LEVEL':
      return bare(CHOICES.failLevels);
    case 'KIND':
      return bare(CHOICES.kinds);
    case 'PROFILE':
      return bare(CHOICES.profiles);
    case 'MODE':
      return bare(CHOICES.masks);
    case 'PLACE':
      return bare(JURISDICTIONS);
    case 'LANG':
      return bare(CHOICES.languages);
    case 'CI':
      return bare(CI_NAMES);
    case 'shell':
      return bare(SHELLS);
    case 'rule':
    case 'RULE|CATEGORY':
      return [...bare(CATEGORIES), ...rules()];
    case 'ID=LEVEL':
      return [...rules(), ...bare(CATEGORIES)].flatMap(({ value, description }) =>
        CHOICES.levels.map((level) => ({ value: `${value}=${level}`, description })),
      );
    default:
      return undefined;
  }
}

const FILE_VALUES = /^(?:FILE|path)\b/;

/** What an option calls its value: `--format <FORMAT[:FILE]>`. */
function placeholderOf({ flags }: Option): string | undefined {
  return /<(.+)>$/.exec(flags)?.[1];
}

function optionNamed(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => long === word || short === word);
}

/** A subcommand; words of the default command may stand without its name. */
function subcommand(command: Command, word: string): Command | undefined {
  return command.commands.find((candidate) => candidate.name() === word);
}

function defaultOf(command: Command): Command | undefined {
  return command.parent === null ? subcommand(command, 'check') : undefined;
}

/** Where the words lead: the command they name, how many arguments it has, and an option that waits for its value. */
function walk(
  program: Command,
  words: readonly string[],
): { command: Command; args: number; waiting?: Option; endsOptions: boolean } {
  let command = program;
  let args = 0;
  let waiting: Option | undefined;
  let endsOptions = false;
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined;
    else if (endsOptions) args += 1;
    else if (word === '--') endsOptions = true;
    else if (word.startsWith('-') && word !== '-') {
      const option = optionNamed(command, word) ?? optionNamed(defaultOf(command) ?? command, word);
      if (option?.required === true) waiting = option;
    } else {
      const next = args === 0 ? subcommand(command, word) : undefined;
      if (next === undefined) args += 1;
      else command = next;
    }
  }
  return { command, args, ...(waiting === undefined ? {} : { waiting }), endsOptions };
}

function valuesOf(
  command: Command,
  placeholder: string,
  typed: string,
  rules: () => readonly Candidate[],
): Reply {
  const file = /^[a-z]+:/.exec(typed);
  if (placeholder === 'FORMAT[:FILE]' && file !== null) return { candidates: [], takesFiles: true };
  const names = namesFor(command, placeholder, rules);
  // The last of several names: `--only threat,ins`.
  const head = placeholder === 'RULE|CATEGORY' ? typed.slice(0, typed.lastIndexOf(',') + 1) : '';
  return {
    candidates: (names ?? []).map(({ value, description }) => ({
      value: head + value,
      description,
    })),
    takesFiles: FILE_VALUES.test(placeholder),
  };
}

/**
 * What can stand in the place of `current`, after `words` (without the name of the program). Candidates begin
 * with `current`; they come in the order of the help page.
 */
export function complete(
  program: Command,
  words: readonly string[],
  current: string,
  rules: () => readonly Candidate[],
): Reply {
  const { command, args, waiting, endsOptions } = walk(program, words);
  const fitting = (reply: Reply, head = ''): Reply => ({
    candidates: reply.candidates
      .map(({ value, description }) => ({ value: head + value, description }))
      .filter(({ value }) => value.startsWith(current)),
    takesFiles: reply.takesFiles,
  });
  if (waiting !== undefined) {
    return fitting(valuesOf(command, placeholderOf(waiting) ?? '', current, rules));
  }
  const target = defaultOf(command) ?? command;
  const equals = /^(--[a-z-]+)=([\s\S]*)$/.exec(current);
  if (equals !== null && !endsOptions) {
    const option = optionNamed(target, equals[1]!);
    const placeholder = option && placeholderOf(option);
    if (placeholder === undefined) return { candidates: [], takesFiles: false };
    return fitting(valuesOf(target, placeholder, equals[2]!, rules), `${equals[1]}=`);
  }
  if (current.startsWith('-') && current !== '-' && !endsOptions) {
    const own = command === target ? command.options : [...target.options, ...command.options];
    const candidates = own.flatMap(({ long, description }) =>
      long == null ? [] : [{ value: long, description }],
    );
    return fitting({
      candidates: [...candidates, { value: '--help', description: '' }],
      takesFiles: false,
    });
  }
  const commands =
    args > 0 || endsOptions
      ? []
      : command.commands.map((each) => ({ value: each.name(), description: each.description() }));
  const { registeredArguments: all } = target;
  const argument = all[args] ?? (all.at(-1)?.variadic === true ? all.at(-1) : undefined);
  const { candidates, takesFiles } = valuesOf(target, argument?.name() ?? '', current, rules);
  return fitting({ candidates: [...commands, ...candidates], takesFiles });
}

/**
 * bash breaks words at `=` and `:` and puts a candidate in the place of the last piece alone. The words as they
 * were typed, and what of the last one stands before its last piece.
 */
function joinBroken(pieces: readonly string[]): { words: string[]; current: string; head: string } {
  const words: string[] = [];
  let isOpen = false;
  let head = '';
  for (const piece of pieces) {
    const isBreak = /^[=:]+$/.test(piece);
    if (words.length > 0 && (isBreak || isOpen)) {
      head = words.at(-1)! + (isBreak ? piece : '');
      words[words.length - 1] += piece;
    } else {
      head = '';
      words.push(piece);
    }
    isOpen = isBreak;
  }
  const current = words.pop() ?? '';
  return { words, current, head };
}

function isShell(name: string): name is Shell {
  return SHELLS.some((shell) => shell === name);
}

/** `completion SHELL`: prints the script. With words, which the script passes on: what may stand next. */
export async function runCompletion(
  shell: string,
  words: readonly string[],
  program: Command,
  lang: Language,
  io: Io,
  services: Services,
): Promise<number> {
  if (!isShell(shell)) throw usageError(SETUP.unknownShell(shell), SETUP.someShell);
  if (words.length === 0) {
    await print(io, SCRIPTS[shell](lang === 'zh' ? '' : ` --lang ${lang}`));
    return 0;
  }
  const typed = [...words.slice(0, -1), words.at(-1)!.replace(/^:/, '')];
  const joined =
    shell === 'bash'
      ? joinBroken(typed)
      : { words: typed.slice(0, -1), current: typed.at(-1)!, head: '' };
  const rules = (): readonly Candidate[] =>
    services.loadRuleset().rules.map(({ id, title }) => ({ value: id, description: title[lang] }));
  const { candidates, takesFiles } = complete(program, joined.words, joined.current, rules);
  const lines = candidates.map(({ value, description }) => {
    const rest = value.slice(joined.head.length);
    // bash shows the candidates alone.
    return shell === 'bash' ? rest : `${rest}\t${description.replace(/\s+/g, ' ')}`;
  });
  // bash looks for paths by itself where there is no candidate.
  if (takesFiles && shell !== 'bash') lines.push(':files');
  await print(io, lines.map((line) => `${line}\n`).join(''));
  return 0;
}
