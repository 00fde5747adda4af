import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  CodeAction,
  CodeActionParams,
  Connection,
  Diagnostic,
  Hover,
  InitializeResult,
  Range,
  TextDocuments,
  TextDocumentsConfiguration,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { REASON_TO_WRITE } from '../../engine/suppress.ts';
import { CuilintError, formatProblem, type Problem } from '../../model/error.ts';
import type { Finding } from '../../model/finding.ts';
import type { Severity } from '../../model/rule.ts';
import { clauseText } from '../../reporters/clause-text.ts';
import { reportPhrases } from '../../reporters/phrases.ts';
import { visible } from '../../reporters/visible.ts';
import type { Ruleset } from '../../rules/ruleset.ts';
import { judgeDocument } from '../editor-document.ts';
import { type LineEdit, replaceSentence, suppressAbove } from '../editor-edits.ts';
import type { Io } from '../io.ts';
import { keepingServices } from '../keeping-services.ts';
import type { RawOptions } from '../options.ts';
import type { Language } from '../phrases.ts';
import { EDITOR } from '../phrases-editor.ts';
import type { Services } from '../services.ts';

/** The packages of the protocol, as far as they are used. */
interface ProtocolPackage {
  readonly createConnection: (
    input: NodeJS.ReadableStream,
    output: NodeJS.WritableStream,
  ) => Connection;
  readonly TextDocuments: new (
    configuration: TextDocumentsConfiguration<TextDocument>,
  ) => TextDocuments<TextDocument>;
}
interface DocumentPackage {
  readonly TextDocument: TextDocumentsConfiguration<TextDocument>;
}

/** Values of the protocol: DiagnosticSeverity, TextDocumentSyncKind, MessageType. */
const SEVERITY: Readonly<Record<Severity, 1 | 2 | 3>> = { error: 1, warning: 2, info: 3 };
const SYNC_INCREMENTAL = 2;
const MESSAGE_ERROR = 1;

/** Changes that come within so many milliseconds are judged together. */
const PAUSE_MS = 5;

/** Endings for texts that have no file yet, by the language that the editor says they are in. */
const ENDING: Readonly<Record<string, string>> = {
  yaml: 'yaml',
  markdown: 'md',
  json: 'json',
  jsonc: 'jsonc',
  jsonl: 'jsonl',
  csv: 'csv',
  tsv: 'tsv',
  properties: 'properties',
  java: 'java',
  kotlin: 'kt',
  javascript: 'js',
  javascriptreact: 'jsx',
  typescript: 'ts',
  typescriptreact: 'tsx',
  python: 'py',
  sql: 'sql',
  php: 'php',
  html: 'html',
  xml: 'xml',
  po: 'po',
};

/** What an editor shows of a document now. */
interface Shown {
  readonly version: number;
  readonly findings: readonly Finding[];
  readonly format: string | undefined;
}

/** Path of a document; one without a file gets a name from its language, in the folder of the process. */
function pathOf(document: TextDocument, io: Io): string {
  if (document.uri.startsWith('file:')) return fileURLToPath(document.uri);
  return join(io.cwd, `untitled.${ENDING[document.languageId] ?? 'txt'}`);
}

function rangeOf({ location }: Finding): Range {
  return {
    start: { line: location.line - 1, character: location.column - 1 },
    end: { line: location.endLine - 1, character: location.endColumn - 1 },
  };
}

function problemRange({ line, column }: Pick<Problem, 'line' | 'column'>): Range {
  const start = { line: (line ?? 1) - 1, character: (column ?? 1) - 1 };
  return { start, end: { line: start.line, character: start.character + 1 } };
}

/** Of what is wrong with a document; what is wrong with another file names it, and stands at the first character. */
function diagnosticOf(problem: Omit<Problem, 'type'>, lang: Language): Diagnostic {
  return {
    range: problemRange(problem.file === undefined ? problem : {}),
    severity: SEVERITY.error,
    code: problem.code,
    source: 'cuilint',
    message: visible(formatProblem(problem, lang)),
  };
}

/** `before` a position: line first. */
function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

/** What hovering over a finding shows, as plain text: hostile texts are shown harmless. */
function describe(finding: Finding, ruleset: Ruleset, lang: Language): string {
  const phrases = reportPhrases(lang);
  const rule = ruleset.rules.find(({ id }) => id === finding.ruleId);
  const bad = rule?.examples.bad[0];
  const good = rule?.examples.good[0];
  return [
    `${phrases.severity[finding.severity]} ${rule?.title[lang] ?? ''}  ${finding.ruleId}`,
    visible(finding.message),
    '',
    ...[...new Set(finding.clauses.map((clause) => `· ${clauseText(clause, phrases)}`))],
    '',
    EDITOR.rewrite(finding.rewrite)[lang],
    ...(bad === undefined ? [] : [EDITOR.bad(visible(bad.text))[lang]]),
    ...(good === undefined || typeof good.text !== 'string'
      ? []
      : [EDITOR.good(visible(good.text))[lang]]),
  ].join('\n');
}

function createLanguageServer(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  lang: Language,
  io: Io,
  given: Services,
  version: string,
): void {
  const services = keepingServices(given);
  const raw: RawOptions = { lang, format: ['json'] };
  const shown = new Map<string, Shown>();
  const waiting = new Map<string, NodeJS.Timeout>();
  const told = new Set<string>();

  /** Once for each sentence, until it is mended. */
  const tell = (faults: readonly string[]): void => {
    // As a notification: the request that the package makes of it ends servers of clients that know none.
    for (const message of faults)
      if (!told.has(message))
        void connection.sendNotification('window/showMessage', { type: MESSAGE_ERROR, message });
    told.clear();
    for (const fault of faults) told.add(fault);
  };

  const judge = async (document: TextDocument): Promise<void> => {
    const { uri, version: at } = document;
    const path = pathOf(document, io);
    try {
      const verdict = await judgeDocument(
        { path, text: document.getText() },
        raw,
        { ...io, cwd: dirname(path) },
        services,
        version,
      );
      // Typed on in the meantime, or closed: another answer is on its way, or none is wanted.
      if (documents.get(uri)?.version !== at) return;
      tell(verdict.faults.map((fault) => visible(formatProblem(fault, lang))));
      shown.set(uri, { version: at, findings: verdict.findings, format: verdict.format });
      const diagnostics: Diagnostic[] = [
        ...verdict.findings.map(
          (finding): Diagnostic => ({
            range: rangeOf(finding),
            severity: SEVERITY[finding.severity],
            code: finding.ruleId,
            source: 'cuilint',
            message: visible(finding.message),
          }),
        ),
        ...verdict.problems.map(({ file: _, line, column, ...said }) => ({
          ...diagnosticOf(said, lang),
          range: problemRange({ ...(line && { line }), ...(column && { column }) }),
        })),
        // Nothing was judged: a document without findings must not look as if it had been.
        ...verdict.faults.map((fault) => diagnosticOf(fault, lang)),
      ];
      await connection.sendDiagnostics({ uri, version: at, diagnostics });
    } catch (error) {
      if (!(error instanceof CuilintError)) throw error;
      if (documents.get(uri)?.version !== at) return;
      const { code, reason, hint } = error;
      const fault = { ...error.at, code, reason, ...(hint && { hint }) };
      tell([visible(formatProblem(fault, lang))]);
      shown.delete(uri);
      await connection.sendDiagnostics({
        uri,
        version: at,
        diagnostics: [diagnosticOf(fault, lang)],
      });
    }
  };

  const soon = (document: TextDocument): void => {
    clearTimeout(waiting.get(document.uri));
    waiting.set(
      document.uri,
      setTimeout(() => {
        waiting.delete(document.uri);
        void judge(document);
      }, PAUSE_MS),
    );
  };

  /** The findings that stand where the cursor or the selection is, of the text as it is now. */
  const findingsAt = (uri: string, range: Range): readonly Finding[] => {
    const known = shown.get(uri);
    if (known === undefined || documents.get(uri)?.version !== known.version) return [];
    return known.findings.filter((finding) => touches(rangeOf(finding), range));
  };

  const actionsFor = (document: TextDocument, finding: Finding): CodeAction[] => {
    const format = shown.get(document.uri)?.format ?? '';
    const { start, end } = rangeOf(finding);
    const lines = document
      .getText({ start: { line: 0, character: 0 }, end: { line: start.line + 1, character: 0 } })
      .split(/\r\n|\r|\n/)
      .slice(0, start.line + 1);
    const lineText = lines.at(-1)!;
    const fix = services.loadRuleset({ pages: true }).rules.find(({ id }) => id === finding.ruleId)
      ?.fix?.[finding.excerpt];
    const hit = { line: start.line, from: start.character, to: end.character };
    const isOneLine = start.line === end.line;
    const action = (
      title: string,
      edit: LineEdit | undefined,
      isPreferred = false,
    ): CodeAction[] =>
      edit === undefined
        ? []
        : [
            {
              title,
              kind: 'quickfix',
              isPreferred,
              edit: {
                changes: {
                  [document.uri]: [
                    {
                      range: {
                        start: { line: edit.line, character: edit.from },
                        end: { line: edit.line, character: edit.to },
                      },
                      newText: edit.text,
                    },
                  ],
                },
              },
            },
          ];
    return [
      ...(fix === undefined || !isOneLine
        ? []
        : action(EDITOR.replaceWord(finding.excerpt, fix)[lang], { ...hit, text: fix }, true)),
      ...(isOneLine
        ? action(
            EDITOR.replaceSentence(finding.rewrite)[lang],
            replaceSentence(lineText, hit, finding.rewrite, format),
          )
        : []),
      ...action(
        EDITOR.suppress(finding.ruleId)[lang],
        suppressAbove(lines, hit.from, finding.ruleId, REASON_TO_WRITE[lang], format),
      ),
    ];
  };

  connection.onInitialize(
    (): InitializeResult => ({
      capabilities: {
        // The units of our columns, and those that every client knows.
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: SYNC_INCREMENTAL, save: false },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix'] },
      },
      serverInfo: { name: 'cuilint', version },
    }),
  );
  connection.onHover(({ textDocument, position }): Hover | null => {
    const [finding] = findingsAt(textDocument.uri, { start: position, end: position });
    if (finding === undefined) return null;
    const value = describe(finding, services.loadRuleset({ pages: true }), lang);
    return { range: rangeOf(finding), contents: { kind: 'plaintext', value } };
  });
  connection.onCodeAction(({ textDocument, range }: CodeActionParams): CodeAction[] => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return [];
    return findingsAt(textDocument.uri, range).flatMap((finding) => actionsFor(document, finding));
  });
  const judgeAll = (): void => {
    for (const document of documents.all()) soon(document);
  };
  connection.onDidChangeConfiguration(judgeAll);
  // Whatever the client watches for us: configuration, suppressions, baseline, rules of the repository.
  connection.onDidChangeWatchedFiles(judgeAll);
  documents.onDidOpen(({ document }) => soon(document));
  documents.onDidChangeContent(({ document }) => soon(document));
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(waiting.get(uri));
    waiting.delete(uri);
    shown.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  documents.listen(connection);
  connection.listen();
}

/**
 * `lsp`: a language server over standard input and output, until the client ends it. It judges documents while
 * they are typed as `check` would judge their files. Returns the exit code.
 */
export async function runLanguageServer(
  lang: Language,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const load = createRequire(import.meta.url);
  // Safe: the interfaces name what these packages have; the tests use all of it.
  const protocol = load('vscode-languageserver/node') as ProtocolPackage;
  const { TextDocument: kind } = load('vscode-languageserver-textdocument') as DocumentPackage;
  const connection = protocol.createConnection(process.stdin, process.stdout);
  createLanguageServer(connection, new protocol.TextDocuments(kind), lang, io, services, version);
  return new Promise((done) => {
    connection.onExit(() => done(0));
  });
}
