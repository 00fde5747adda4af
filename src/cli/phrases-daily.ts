import type { Message } from '../model/error.ts';

/** What the comforts of every day say: lists of files, cache, watch and fixes. */
export const DAILY = {
  stdinTwice: {
    zh: '标准输入不能既是要检查的内容又是文件清单',
    en: 'standard input cannot be both the text and the list of files',
  },
  notUtf8: (option: string): Message => ({
    zh: `${option} 的清单不是 UTF-8 编码`,
    en: `the list of ${option} is not encoded in UTF-8`,
  }),
  listFile: {
    zh: '清单里每行一个路径，或用 NUL 分隔',
    en: 'the list has a path a line, or paths separated by NUL',
  },
  emptyList: (option: string): Message => ({
    zh: `${option} 的清单里没有路径`,
    en: `the list of ${option} names no path`,
  }),
  stdinWatched: {
    zh: '--watch 不能监视标准输入',
    en: '--watch cannot watch standard input',
  },
  watching: (files: number): Message => ({
    zh: `正在监视 ${files} 个文件，按 Ctrl-C 结束`,
    en: `watching ${files} files, Ctrl-C ends`,
  }),
  again: { zh: '有变化，重新检查：', en: 'changed, checking again: ' },
  fixOnce: {
    zh: '--fix 与 --fix-dry-run 只能用一个',
    en: 'use one of --fix and --fix-dry-run',
  },
  fixWatched: { zh: '--watch 不能与 --fix 同用', en: '--fix does not go with --watch' },
  fixStaged: {
    zh: '--fix 改的是磁盘上的文件，不能与 --staged 同用',
    en: '--fix changes the files on the disk: it does not go with --staged',
  },
  diffIsReport: {
    zh: '--fix-dry-run 的差异写到标准输出；报告请写入文件（--format 格式:文件）',
    en: 'the diff of --fix-dry-run goes to standard output; give the report a file (--format FORMAT:FILE)',
  },
  fixed: (words: number, files: number): Message => ({
    zh: `已改写 ${files} 个文件中的 ${words} 处`,
    en: `replaced ${words} in ${files} files`,
  }),
  wouldFix: (words: number, files: number): Message => ({
    zh: `可改写 ${files} 个文件中的 ${words} 处，未写入`,
    en: `${words} in ${files} files can be replaced, nothing was written`,
  }),
  notWritten: (code: string): Message => ({
    zh: `无法改写（${code}），文件没有变`,
    en: `cannot be written (${code}), the file is as it was`,
  }),
  leftAs: (rule: string): Message => ({
    zh: rule === '' ? '没有改写：' : `${rule} 没有改写：`,
    en: rule === '' ? 'left as it is: ' : `${rule} left as it is: `,
  }),
  leftMore: (count: number): Message => ({
    zh: `另有 ${count} 处没有改写`,
    en: `${count} more left as they are`,
  }),
  leftQuoted: {
    zh: '在引号、括号或占位符里',
    en: 'within quotation marks, brackets or a placeholder',
  },
  leftNegated: { zh: '句中有否定或禁止', en: 'its clause denies or forbids' },
  leftSeveral: { zh: '同一处有几个可改写的词', en: 'several words of one hit could be replaced' },
  leftContext: {
    zh: '小句里还有别的话，需要人来改写',
    en: 'its clause says more than that, and wants a person',
  },
  leftNotClean: { zh: '改写后仍不合规', en: 'the message would still be flagged' },
  leftNotWritable: {
    zh: '在这种编码或写法里无法安全替换',
    en: 'it cannot be replaced safely in this encoding or syntax',
  },
  leftNotText: { zh: '不是磁盘上的文本文件', en: 'it is no text file on the disk' },
  leftChanged: { zh: '文件在检查后又变了', en: 'the file has changed since it was judged' },
} as const;
