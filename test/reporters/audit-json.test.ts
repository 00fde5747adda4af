import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditFinding } from '../../src/model/audit.ts';
import { auditFindingToJson, createFindingBytes } from '../../src/reporters/finding-bytes.ts';
import { safeJson } from '../../src/reporters/safe-json.ts';

const text = fc.oneof(
  fc.constantFrom(
    '',
    '上门',
    '催"收"',
    '\\',
    '##[error]',
    '\u202e',
    '\u0000',
    '\ud800',
    '😀',
    'a\nb',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const maybe = fc.option(text, { nil: undefined });
const count = fc.integer({ min: 0, max: 2 ** 31 });

/** Fields that are undefined are left out, as findings are made. */
function without(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const clause = fc.record(
  {
    id: text,
    title: text,
    jurisdiction: fc.constant('cn'),
    inForceSince: fc.constantFrom('', '2025-01-01'),
    inForceUntil: fc.constant('2026-01-01'),
    evidence: fc.constantFrom('read', 'reported'),
  },
  { requiredKeys: ['id', 'title', 'jurisdiction', 'inForceSince', 'evidence'] },
);
const place = fc.record({ file: text, record: count, line: count });

const finding = fc
  .record({
    type: fc.constant('finding'),
    ruleId: text,
    category: fc.constantFrom('threat', 'insult'),
    severity: fc.constantFrom('error', 'warning', 'info'),
    title: text,
    message: text,
    rewrite: text,
    confidence: fc.double({ min: 0.1, max: 1, noNaN: true }),
    suspected: fc.boolean(),
    file: text,
    location: fc.record({ line: count, column: count, endLine: count, endColumn: count }),
    record: fc.option(count, { nil: undefined }),
    recordId: maybe,
    field: maybe,
    keyPath: maybe,
    segmentStart: count,
    segmentEnd: count,
    excerpt: text,
    context: text,
    contextStart: fc.option(count, { nil: undefined }),
    normalized: text,
    speaker: fc.constantFrom('collector', 'system'),
    sentAt: maybe,
    agency: maybe,
    collector: maybe,
    clauses: fc.array(clause, { maxLength: 3 }),
    fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    state: fc.constantFrom('new', 'suppressed'),
    related: fc.option(fc.array(place, { maxLength: 2 }), { nil: undefined }),
    replacement: fc.option(fc.record({ stage: text, title: text, text }), { nil: undefined }),
    place: fc.option(fc.record({ sheet: text, cell: text }), { nil: undefined }),
    log: fc
      .record({ recipient: maybe, channel: maybe, overdue: maybe, template: text })
      .map(without),
  })
  // Safe: these are the fields of a finding of an audit.
  .map((fields) => without(fields) as unknown as AuditFinding);

test('a finding that is put together of known parts is written as it would be whole', () => {
  const bytesOf = createFindingBytes();
  const decoder = new TextDecoder();
  const write = (each: AuditFinding): string => decoder.decode(bytesOf(each, ',\n', '\n'));
  fc.assert(
    fc.property(finding, finding, (each, { location, record, recordId, sentAt, log, clauses }) => {
      // The second time all its parts are known, the third all that findings of equal texts have in common.
      const other = without({ ...each, location, record, recordId, sentAt, log, clauses });
      // Safe: the fields are those of findings.
      for (const one of [each, each, other as unknown as AuditFinding])
        expect(write(one)).toBe(`,\n${safeJson(auditFindingToJson(one))}\n`);
    }),
    { numRuns: 1000 },
  );
});
