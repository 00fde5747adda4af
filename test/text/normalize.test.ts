import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ASTRAL, OP, PLACEHOLDER } from '../../src/model/view.ts';
import { normalizer, offsetFaults, toSegment } from './normalize-fixture.ts';

const { fold } = normalizer;
const P = PLACEHOLDER;

describe('fold', () => {
  const cases: { name: string; text: string; folded: string; ops?: number }[] = [
    { name: 'empty', text: '', folded: '' },
    { name: 'plain', text: '请按时还款', folded: '请按时还款', ops: 0 },
    {
      name: 'N1 full width',
      text: 'ＡＢＣ，２０％！（是）',
      folded: 'abc,20%!(是)',
      ops: OP.width,
    },
    {
      name: 'N1 marks of quotation and title stay',
      text: '。、“”‘’「」『』《》【】',
      folded: '。、“”‘’「」『』《》【】',
    },
    { name: 'N1 Kangxi radical', text: '⼈', folded: '人' },
    { name: 'N1 ligature', text: 'ﬁ', folded: 'fi' },
    { name: 'N1 several units', text: '㈱½…', folded: '(株)1⁄2...' },
    { name: 'N1 circled', text: 'ⓒⓝⓜ', folded: 'cnm' },
    { name: 'N1 mathematical', text: '𝓬𝓷𝓶', folded: 'cnm' },
    { name: 'N1 negative circles and squares', text: '🅲🅝🅼', folded: 'cnm' },
    { name: 'N1 full-width letters', text: 'ｃｎｍ', folded: 'cnm' },
    { name: 'N1 compatibility ideograph outside the plane', text: '\u{2f800}', folded: '丽' },
    { name: 'N2 zero width', text: '上\u200b门', folded: '上门', ops: OP.invisible },
    {
      name: 'N2 bidi, soft hyphen, joiner, filler',
      text: '上\u202e\u00ad\u2060\u3164\u{e0041}门',
      folded: '上门',
    },
    { name: 'N2 line and paragraph separators', text: '上\u2028\u2029门', folded: '上门' },
    { name: 'N2 control characters', text: '上\u0000\u001f\u0085门', folded: '上门' },
    { name: 'N2 blanks stay blanks', text: '上\u3000\u00a0\u2800门', folded: '上   门' },
    { name: 'line ends', text: 'a\r\nb\rc\nd\t', folded: 'a\nb\nc\nd\t' },
    { name: 'N3 marks on Han', text: '上̶门̶', folded: '上门', ops: OP.mark },
    { name: 'N3 accents', text: 'Café', folded: 'cafe' },
    { name: 'N3 kana keep theirs', text: 'が', folded: 'が' },
    { name: 'N4', text: '我們將上門催收', folded: '我们将上门催收', ops: OP.variant },
    { name: 'N4 by hand', text: '乾著', folded: '干着' },
    { name: 'N5', text: '⺅妳牠証裡', folded: '亻你它证里' },
    { name: 'Cantonese stays', text: '嘅佢喺揾', folded: '嘅佢喺揾' },
    { name: 'N6 precomposed', text: '导(dǎo)致起(qǐ)诉(sù)', folded: '导致起诉', ops: OP.reading },
    { name: 'N6 combining, full width', text: '導（da\u030co）', folded: '导' },
    { name: 'N6 tone digit', text: '导(dao3)', folded: '导' },
    { name: 'N6 bopomofo', text: '砍（ㄎㄢˇ）死(ㄙ)', folded: '砍死' },
    { name: 'N6 two in a row', text: '导(dǎo)(ㄉㄠˇ)致', folded: '导致' },
    { name: 'N6 not a word', text: '应用(app)他(he)', folded: '应用(app)他(he)' },
    { name: 'N6 not two syllables', text: '导(dǎozhì)', folded: '导(daozhi)' },
    { name: 'N6 not after a letter', text: 'a(dǎo)', folded: 'a(dao)' },
    { name: 'astral', text: '你🐴死𠀀了', folded: `你${ASTRAL}死${ASTRAL}了` },
    { name: 'emoji sequence', text: '👨‍👩‍👧❤️', folded: `${ASTRAL}${ASTRAL}${ASTRAL}❤` },
    { name: 'lone surrogates', text: 'a\ud83d\u200d\ude00', folded: 'a\ufffd\ufffd' },
    { name: 'N17 in a Latin run', text: 'ѕb', folded: 'sb', ops: OP.lookalike },
    { name: 'N17 Greek', text: 'ΝΜSL', folded: 'nmsl' },
    { name: 'N17 small capitals', text: 'ᴄɴᴍ', folded: 'cnm' },
    { name: 'N17 not by itself', text: 'с новым', folded: 'с новым' },
    { name: 'N17 not beside Han', text: '上о门', folded: '上о门' },
  ];
  test.each(cases)('$name', ({ text, folded, ops }) => {
    const view = fold(text);
    expect(view.text).toBe(folded);
    expect(offsetFaults(view, text)).toEqual([]);
    if (ops !== undefined) expect(view.ops.reduce((all, op) => all | op, 0)).toBe(ops);
  });
});

describe('placeholders', () => {
  const cases: { name: string; text: string; folded: string }[] = [
    { name: 'braces', text: '{name}您{客户姓名}好', folded: `${P}您${P}好` },
    { name: 'dollar', text: '欠${amount}元', folded: `欠${P}元` },
    { name: 'hash brace', text: '欠#{x}元', folded: `欠${P}元` },
    { name: 'double braces', text: '{{ x }}{{.Name}}', folded: `${P}${P}` },
    { name: 'nested', text: '${a{b}c}', folded: P },
    { name: 'number', text: '{0}，{1}', folded: `${P},${P}` },
    { name: 'full width', text: '｛姓名｝', folded: P },
    { name: 'hashes', text: '码#code#，#客户#', folded: `码${P},${P}` },
    { name: 'hashes around a word are text', text: '我们#上门#找你', folded: '我们#上门#找你' },
    { name: 'C language', text: '%s您好%1$s，%d元', folded: `${P}您好${P},${P}元` },
    { name: 'per cent is no placeholder', text: '20%s %sale', folded: '20%s %sale' },
    {
      name: 'square, a field',
      text: '您好[姓名]，欠款[欠款金额]元',
      folded: `您好${P},欠款${P}元`,
    },
    { name: 'square, a field at head', text: '[姓名]您好', folded: `${P}您好` },
    { name: 'square, a face', text: '收到[玫瑰]谢谢', folded: '收到[玫瑰]谢谢' },
    { name: 'double square', text: '[[NAME]]您', folded: `${P}您` },
    { name: 'black lenticular', text: '欠【变量1】元', folded: `欠${P}元` },
    { name: 'signature at head', text: '【某某金融】您好', folded: '【某某金融】您好' },
    { name: 'signature at head named like a field', text: '[平台]您好', folded: '[平台]您好' },
    { name: 'signature at tail', text: '请还款【公司】 ', folded: '请还款【公司】 ' },
    { name: 'signature of a template', text: '【{银行}】您好', folded: `【${P}】您好` },
    { name: 'variable', text: '${TXT_20}', folded: P },
    { name: 'sentence in braces is text', text: '{我们会上门，找你}', folded: '{我们会上门,找你}' },
    {
      name: 'more than a name in braces is text',
      text: '{逾期不还就抓你坐牢}${再不还钱就找你家里人}',
      folded: '{逾期不还就抓你坐牢}${再不还钱就找你家里人}',
    },
    {
      name: 'what is said to somebody in braces is text',
      text: '{马上起诉你}{{去咱单位找您}}{您的手机号}{我司}',
      folded: `{马上起诉你}{{去咱单位找您}}${P.repeat(2)}`,
    },
    {
      name: 'a long name in braces is one by its end',
      text: '{客户在我司预留的联系电话}欠{{本期应还最低还款金额}}',
      folded: `${P}欠${P}`,
    },
    {
      name: 'a value behind its key in braces is text',
      text: '{"内容":"再不还就上门"}{body: 再不还就上门}',
      folded: '{"内容":"再不还就上门"}{body: 再不还就上门}',
    },
    {
      name: 'a name with its default',
      text: '${name:客户}{{ x | default: "尊敬的客户" }}',
      folded: `${P}${P}`,
    },
    { name: 'one character in braces is text', text: '上{门}', folded: '上{门}' },
    { name: 'line end in braces', text: '{a\nb}', folded: '{a\nb}' },
    { name: 'unpaired', text: '{a #b [c <d', folded: '{a #b [c <d' },
    { name: 'control tags', text: '<#if x>请</#if><#else>还{% if a %}款', folded: '请还款' },
    { name: 'angle name stays', text: '<name>', folded: '<name>' },
    { name: 'control blocks', text: '{{#if x}}请{{/if}}', folded: '请' },
  ];
  test.each(cases)('$name', ({ text, folded }) => {
    const view = fold(text);
    expect(view.text).toBe(folded);
    expect(offsetFaults(view, text)).toEqual([]);
  });

  test('cover their whole text and say so', () => {
    const view = fold('您${na}<#if x>好');
    expect(toSegment(view, 1, 2)).toEqual({ start: 1, end: 6 });
    expect([...view.ops]).toEqual([0, OP.placeholder, OP.placeholder]);
    expect(toSegment(view, 2, 3)).toEqual({ start: 13, end: 14 });
  });
});

describe('spans', () => {
  const cases = [
    { name: 'dropped between', text: '会上\u200b门找', word: '上门', source: '上\u200b门' },
    { name: 'reading between', text: '将起(qǐ)诉', word: '起诉', source: '起(qǐ)诉' },
    { name: 'line end of two units', text: 'a\r\nb', word: '\n', source: '\r\n' },
    { name: 'one of several units', text: '年½了', word: '1', source: '½' },
    { name: 'surrogate pairs', text: '你𝓬𝓷了', word: 'cn', source: '𝓬𝓷' },
  ];
  test.each(cases)('$name', ({ text, word, source }) => {
    const view = fold(text);
    const start = view.text.indexOf(word);
    const span = toSegment(view, start, start + word.length);
    expect(text.slice(span.start, span.end)).toBe(source);
  });
});

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'上门催收死你我們將導諜') },
  { weight: 4, arbitrary: fc.constantFrom(...'{}[]【】<>#%$()/s1d3a.сο\n\r ') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '{name}',
      '${x}',
      '{{x}}',
      '#{x}',
      '#code#',
      '%s',
      '%1$s',
      '[姓名]',
      '[[x]]',
      '【变量1】',
      '<#if a>',
      '</#if>',
      '{% if %}',
      '{{/if}}',
      '(dǎo)',
      '（ㄉㄠˇ）',
      '(dao3)',
      '(dао3)',
      '(Νi3)',
      '\u030c',
      '\u0336',
      '\u200b',
      '\u200d',
      '\ufe0f',
      '㈱',
      '…',
      'ﬆ',
      '⑴',
      '㎧',
      '𝓼',
      '🐴',
      '\ud83d',
      '\ude00',
      '\ue000',
      '\ue001',
      'Σ',
      'İ',
      '´',
      'Ѕ',
      'ѕ',
      'b',
      '\u2028',
      '﹛',
      '﹜',
      '＃',
      '％',
      '\uffff',
      '\u0000',
      'ﷺ',
    ),
  },
);
const mixed = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const anyUnicode = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
);

describe('laws', () => {
  test.each([
    { name: 'any Unicode', texts: anyUnicode },
    { name: 'mixed', texts: mixed },
  ])('offsets and idempotence: $name', ({ texts }) => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = fold(text);
        expect(offsetFaults(once, text)).toEqual([]);
        expect(fold(once.text).text).toBe(once.text);
        const squeezed = normalizer.squeeze(once);
        if (squeezed !== null) expect(offsetFaults(squeezed, text)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('every unit folds to something that folds to itself', () => {
    const changed: string[] = [];
    for (let unit = 0; unit < 65_536; unit++) {
      const once = fold(String.fromCharCode(unit)).text;
      if (fold(once).text !== once) changed.push(unit.toString(16));
    }
    expect(changed).toEqual([]);
  });

  test('every unit of a view folds from its own range, where nothing around it counts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'上門Ａ㈱½é𝓬🐴\u200b\u0336，⺅'), maxLength: 30 }),
        (text) => {
          const view = fold(text);
          for (let i = 0; i < view.text.length; i++) {
            const own = fold(text.slice(view.from[i]!, view.to[i]!)).text;
            expect(own).toContain(view.text[i]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('the result does not depend on earlier texts', () => {
    const long = fold('㈱'.repeat(5000)).text;
    expect(long).toBe('(株)'.repeat(5000));
    expect(fold('导(dǎo)').text).toBe('导');
    expect(fold('上(dao)').text).toBe('上(dao)');
  });

  test('nesting costs linear time', () => {
    // Quadratic work would not end within the time limit of a test.
    for (const text of [
      '{'.repeat(300_000) + '}'.repeat(300_000),
      '<#if '.repeat(300_000),
      '#a'.repeat(300_000),
      '[平台]'.repeat(200_000),
    ])
      expect(fold(text).text).not.toBe('');
  });
});

describe('table for scanners', () => {
  test('common text needs no slow path', () => {
    const common =
      '请按时还款我們ＡＢＣａｂｃ１２３，。！？：；、“”‘’《》【】（）…'.replace('…', '') +
      ' abcXYZ0123{}[]#%<>()_-/\n\t';
    const slow = [...common].filter((char) => normalizer.table.unit[char.charCodeAt(0)] === 0xffff);
    expect(slow).toEqual([]);
  });

  test('agrees with fold where it gives an answer', () => {
    const wrong: string[] = [];
    for (let unit = 0; unit < 65_536; unit++) {
      const folded = normalizer.table.unit[unit]!;
      if (folded === 0xffff) continue;
      const expected = fold(String.fromCharCode(unit)).text;
      if (expected !== (folded === 0 ? '' : String.fromCharCode(folded)))
        wrong.push(unit.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});
