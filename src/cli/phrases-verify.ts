import type { Message } from '../model/error.ts';

const KINDS = {
  input: { zh: '输入', en: 'input' },
  output: { zh: '报告', en: 'report' },
} as const;
const CHANGES = {
  missing: { zh: '已不存在', en: 'is gone' },
  unreadable: { zh: '无法读取', en: 'cannot be read' },
  changed: { zh: '内容已变（大小或哈希不符）', en: 'has changed (its size or hash)' },
} as const;

/** What `verify` says. */
export const VERIFY = {
  help: {
    zh: '核对审计清单：输入和报告是否仍与当时一致',
    en: 'does the manifest of an audit still match its inputs and reports?',
  },
  manifest: {
    zh: '由 cuilint audit --manifest 写出的文件',
    en: 'a file written by cuilint audit --manifest',
  },
  unreadable: { zh: '无法读取审计清单', en: 'the manifest cannot be read' },
  noManifest: {
    zh: '不是审计清单，或已损坏',
    en: 'no manifest of an audit, or a damaged one',
  },
  howToMake: {
    zh: '清单由 cuilint audit … --manifest 文件 写出',
    en: 'cuilint audit … --manifest FILE writes one',
  },
  noKey: { zh: '没有这个密钥文件', en: 'there is no such key' },
  file: (kind: keyof typeof KINDS, change: keyof typeof CHANGES, file: string): Message => ({
    zh: `${KINDS[kind].zh} ${file}：${CHANGES[change].zh}`,
    en: `${KINDS[kind].en} ${file}: ${CHANGES[change].en}`,
  }),
  stdin: {
    zh: '标准输入的内容没有留存，无法核对。',
    en: 'What came from standard input was not kept and cannot be compared.',
  },
  unbalanced: {
    zh: '清单的行数对不上：读入不等于已判断加未判断',
    en: 'the rows of the manifest do not balance: read is not judged plus not judged',
  },
  seal: {
    zh: '清单的封印不符：写出之后被改动过',
    en: 'the seal is broken: the manifest was changed after it was written',
  },
  sealUnchecked: {
    zh: '没有密钥文件，未核对清单的封印（用 --key 指定）。',
    en: 'Without the key the seal of the manifest was not checked (name it with --key).',
  },
  otherKey: {
    zh: '密钥不是审计时的那一个，未核对清单的封印。',
    en: 'This is not the key of that audit: the seal of the manifest was not checked.',
  },
  otherRules: (version: string): Message => ({
    zh: `现在的规则集与审计时不同（当时是 cuilint ${version} 的规则）。`,
    en: `The rules are others now (then those of cuilint ${version}).`,
  }),
  sound: (inputs: number, outputs: number, rows: number): Message => ({
    zh: `一致：${inputs} 个输入、${outputs} 份报告、${rows} 行。`,
    en: `Everything matches: ${inputs} inputs, ${outputs} reports, ${rows} rows.`,
  }),
  unsound: { zh: '不一致。', en: 'Something does not match.' },
} as const;
