import type { Message } from '../model/error.ts';

/** What a person without a command line reads and is asked. */
export const GUIDED = {
  title: (version: string): Message => ({
    zh: `催收文案检查（cuilint ${version}）。文件不会离开这台电脑。`,
    en: `Checking collection wording (cuilint ${version}). Nothing leaves this computer.`,
  }),
  which: {
    zh: '请把要检查的文件或文件夹拖到这个窗口里，再按回车（直接按回车则退出）：',
    en: 'Drop the file or folder to check onto this window and press Enter (Enter alone leaves): ',
  },
  notThere: (path: string): Message => ({
    zh: `找不到：${path}`,
    en: `not found: ${path}`,
  }),
  kind: {
    zh: '这是什么文字？ 1 短信  2 电话话术  3 聊天或通话记录  直接回车：自动判断 ',
    en: 'What is it? 1 messages  2 call scripts  3 logs of chats or calls  Enter: tell by itself ',
  },
  sender: {
    zh: '由谁发出？ 1 银行  2 消费金融  3 小额贷款  4 催收机构  5 律师事务所  直接回车：不区分 ',
    en: 'Who sends it? 1 bank  2 consumer finance  3 micro loan  4 agency  5 law firm  Enter: anybody ',
  },
  choose: {
    zh: '请输入列出的数字，或直接按回车。',
    en: 'Give one of the numbers, or press Enter.',
  },
  working: { zh: '正在检查', en: 'checking' },
  seconds: (count: number): Message => ({ zh: `${count} 秒`, en: `${count} s` }),
  found: (error: number, warning: number, info: number): Message => ({
    zh: `检查完毕：${error} 处错误、${warning} 处警告、${info} 处提示。`,
    en: `Done: ${error} errors, ${warning} warnings, ${info} info.`,
  }),
  clean: { zh: '检查完毕：没有发现问题。', en: 'Done: nothing found.' },
  cleanSoFar: {
    zh: '检查完毕：已判断的部分没有发现问题。',
    en: 'Done: nothing found in what could be judged.',
  },
  noText: {
    zh: '检查完毕：没有可检查的文本，未作判断。',
    en: 'Done: there was no text to judge.',
  },
  notWhole: {
    zh: '注意：有内容未能判断，原因见上面以“错误”开头的行。',
    en: 'Note: not everything could be judged; the lines above that begin with “error” say why.',
  },
  written: { zh: '报告已写好：', en: 'Written: ' },
  noReport: { zh: '没有写出报告。', en: 'No report was written.' },
  noCopy: {
    zh: '没有写出标注副本；其余报告照常。',
    en: 'No annotated copy was written; the reports are.',
  },
  openYourself: (path: string): Message => ({
    zh: `没能自动打开，请双击打开：${path}`,
    en: `it could not be opened by itself, please open ${path}`,
  }),
  goodbye: { zh: '按回车关闭：', en: 'Press Enter to close. ' },
  reportName: (stem: string): Message => ({ zh: `${stem}-检查报告`, en: `${stem}-report` }),
  copyName: (stem: string): Message => ({ zh: `${stem}-标注`, en: `${stem}-annotated` }),
  several: (stem: string, count: number): Message => ({
    zh: `${stem}等${count}项`,
    en: `${stem}-and-${count - 1}-more`,
  }),
} as const;
