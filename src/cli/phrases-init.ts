import type { Message } from '../model/error.ts';

/** Questions and answers of `init`. */
export const INIT = {
  noTerminal: {
    zh: '标准输入不是终端，无法提问',
    en: 'standard input is no terminal: nothing can be asked',
  },
  useYes: { zh: '加 --yes 按默认值生成', en: 'add --yes to take the defaults' },
  stopped: { zh: '没有回答完，什么都没有写', en: 'not all was answered: nothing was written' },
  againOrYes: { zh: '重新运行，或加 --yes', en: 'run it again, or add --yes' },
  paths: (guess: string): Message => ({
    zh: `检查哪些文件或文件夹？多个用逗号隔开 [${guess}] `,
    en: `Which files or folders are to be judged? Commas between them [${guess}] `,
  }),
  noSuchPath: (path: string): Message => ({
    zh: `没有 ${path}，或它在仓库之外`,
    en: `${path} does not exist, or stands outside of the repository`,
  }),
  usePath: { zh: '写仓库里已有的路径', en: 'name what is there, inside the repository' },
  profile: {
    zh: '谁发送这些消息？可选 LIST；不确定直接回车 ',
    en: 'Who sends the messages? One of LIST; Enter if you do not know ',
  },
  ci: (choices: string, guess: string): Message => ({
    zh: `在哪里自动检查？可选 ${choices} [${guess}] `,
    en: `Where should they be judged automatically? One of ${choices} [${guess}] `,
  }),
  oneOf: (choices: string): Message => ({
    zh: `请回答 ${choices}`,
    en: `answer one of ${choices}`,
  }),
  badChoice: (option: string, value: string): Message => ({
    zh: `${option} 没有 ${value}`,
    en: `${option} knows no ${value}`,
  }),
  baseline: {
    zh: '把现有的发现记入基线，以后只有新的才失败？[Y/n] ',
    en: 'Note what is found now, so that only new findings fail? [Y/n] ',
  },
  updateBaseline: (file: string): Message => ({
    zh: `${file} 已存在。更新它、收入现有的发现？[y/N] `,
    en: `${file} is there already. Update it and take in what is found now? [y/N] `,
  }),
  overwrite: (file: string): Message => ({
    zh: `${file} 已存在。覆盖？[y/N] `,
    en: `${file} is there already. Overwrite it? [y/N] `,
  }),
  yesOrNo: { zh: 'y 或 n', en: 'y or n' },
  wrote: (file: string): Message => ({ zh: `已写入 ${file}`, en: `wrote ${file}` }),
  kept: (file: string): Message => ({
    zh: `${file} 已存在，保持不变`,
    en: `${file} is there already and was left as it is`,
  }),
  addToCi: (file: string): Message => ({
    zh: `请自行把下面的内容加入 ${file}：`,
    en: `Add this to ${file} yourself:`,
  }),
  baselineByHand: {
    zh: '原有配置保持不变，没有写基线；需要时运行 cuilint baseline create',
    en: 'the configuration was left as it is, and no baseline written: run cuilint baseline create if you want one',
  },
  addDependency: {
    zh: 'CI 用 npm ci 安装 cuilint：请把它加入 package.json 的 devDependencies 并提交 package-lock.json',
    en: 'the build installs cuilint by npm ci: add it to the devDependencies of package.json and commit package-lock.json',
  },
  done: { zh: '完成。试一试：cuilint check', en: 'Done. Try it: cuilint check' },
} as const;
