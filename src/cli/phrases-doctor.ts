import type { Message } from '../model/error.ts';

/** What `doctor` says: of each thing its state and, where it is not as it should be, the remedy. */
export const DOCTOR = {
  marks: {
    good: { zh: '正常', en: 'good' },
    notice: { zh: '注意', en: 'note' },
    broken: { zh: '错误', en: 'broken' },
  },
  remedy: (hint: Message): Message => ({ zh: `  → ${hint.zh}`, en: `  -> ${hint.en}` }),
  node: (version: string, machine: string): Message => ({
    zh: `Node.js ${version}（${machine}）`,
    en: `Node.js ${version} (${machine})`,
  }),
  updateNode: { zh: '安装 Node.js 20 或更新的版本', en: 'install Node.js 20 or newer' },
  encodings: {
    zh: '可解码 UTF-8、GB18030、Big5、UTF-16',
    en: 'decodes UTF-8, GB18030, Big5 and UTF-16',
  },
  noEncodings: {
    zh: '这个 Node.js 不能解码 GB18030 或 Big5（编译时没有完整的 ICU）',
    en: 'this Node.js cannot decode GB18030 or Big5 (built without the whole of ICU)',
  },
  fullIcu: {
    zh: '改用 nodejs.org 的官方版本',
    en: 'use the official build of nodejs.org',
  },
  rules: (count: number, hash: string): Message => ({
    zh: `规则集 ${count} 条（${hash}）`,
    en: `rule set of ${count} rules (${hash})`,
  }),
  builtinTokenizer: {
    zh: '分词：内置词典',
    en: 'word borders: the built-in dictionary',
  },
  nativeTokenizer: {
    zh: '分词：nodejieba（没有内置词典，首次使用慢约 1 秒）',
    en: 'word borders: nodejieba (without the built-in dictionary; its first use takes a second)',
  },
  noTokenizer: {
    zh: '没有分词词典，跨词的误报无法排除',
    en: 'no dictionary of words: hits across words cannot be told',
  },
  rebuild: {
    zh: '重新安装，或在源码目录运行 npm ci 和 npm run build',
    en: 'install again, or run npm ci and npm run build in the sources',
  },
  config: (file: string): Message => ({
    zh: `配置 ${file} 有效`,
    en: `configuration ${file} is sound`,
  }),
  noConfig: {
    zh: '没有 cuilint.config.yaml，使用默认设置',
    en: 'no cuilint.config.yaml: the defaults hold',
  },
  runInit: { zh: '运行 cuilint init 生成', en: 'run cuilint init to write one' },
  suppressions: (file: string, count: number): Message => ({
    zh: `豁免清单 ${file}：${count} 条`,
    en: `list of suppressions ${file}: ${count} entries`,
  }),
  baseline: (file: string, count: number): Message => ({
    zh: `基线 ${file}：${count} 条`,
    en: `baseline ${file}: ${count} entries`,
  }),
  git: (version: string): Message => ({
    zh: `${version}，仓库完整`,
    en: `${version}, whole history`,
  }),
  noGit: {
    zh: '没有 git：--since、--staged、--changed 不可用',
    en: 'there is no git: --since, --staged and --changed cannot be used',
  },
  installGit: { zh: '安装 git', en: 'install git' },
  noRepository: (version: string): Message => ({
    zh: `${version}；这里不是 git 仓库`,
    en: `${version}; this is no git repository`,
  }),
  useRepository: {
    zh: '--since、--staged、--changed 只能在 git 仓库里用',
    en: '--since, --staged and --changed need a git repository',
  },
  foreign: (version: string): Message => ({
    zh: `${version}；仓库属于其他用户，git 不读取它`,
    en: `${version}; the repository belongs to another user, and git does not read it`,
  }),
  trustRepository: (repository: string): Message => ({
    zh: `运行 git config --global --add safe.directory ${repository}`,
    en: `run git config --global --add safe.directory ${repository}`,
  }),
  shallow: (version: string): Message => ({
    zh: `${version}；仓库只有部分历史，--since 可能找不到共同祖先`,
    en: `${version}; the clone is shallow: --since may find no merge base`,
  }),
  unshallow: {
    zh: '运行 git fetch --unshallow（GitHub Actions：fetch-depth: 0；GitLab：GIT_DEPTH: 0）',
    en: 'run git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)',
  },
  notTerminal: { zh: '输出不是终端：没有颜色', en: 'the output is no terminal: no colours' },
  terminal: (columns: number, color: boolean): Message => ({
    zh: `终端宽 ${columns} 列，${color ? '有' : '没有'}颜色`,
    en: `terminal of ${columns} columns, ${color ? 'with' : 'without'} colours`,
  }),
  narrow: { zh: '窗口至少 60 列才便于阅读', en: 'reports read well from 60 columns on' },
  utf8: (name: string): Message => ({ zh: `终端编码 ${name}`, en: `the terminal takes ${name}` }),
  notUtf8: (name: string): Message => ({
    zh: `终端编码可能不是 UTF-8（${name}），中文可能显示为乱码`,
    en: `the terminal may not take UTF-8 (${name}): Chinese may be garbled`,
  }),
  setUtf8: {
    zh: '设置 LANG=C.UTF-8；Windows 上先运行 chcp 65001；或用 -o 文件',
    en: 'set LANG=C.UTF-8; on Windows run chcp 65001 first; or use -o FILE',
  },
  writable: (place: string): Message => ({
    zh: `可以写入 ${place}（缓存、基线、报告）`,
    en: `${place} can be written to (cache, baseline, reports)`,
  }),
  notWritable: (place: string): Message => ({
    zh: `不能写入 ${place}：--cache 和基线写不了`,
    en: `${place} cannot be written to: neither cache nor baseline`,
  }),
  makeWritable: {
    zh: '改文件夹权限，或用 --cache-location 和 -o 指定别处',
    en: 'change its permissions, or name other places with --cache-location and -o',
  },
  allGood: { zh: '一切正常。', en: 'All is well.' },
  usable: (count: number): Message => ({
    zh: `可以使用；有 ${count} 项值得注意。`,
    en: `It works; worth a look: ${count}.`,
  }),
  notUsable: (count: number): Message => ({
    zh: `有 ${count} 项错误，先解决它们。`,
    en: `Broken, to be solved first: ${count}.`,
  }),
} as const;
