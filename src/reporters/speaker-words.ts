import type { Speaker } from '../model/segment.ts';
import type { Language } from './report.ts';

/** Who speaks, as reports and `trace` say it. */
export const SPEAKER_WORDS: Readonly<Record<Language, Readonly<Record<Speaker, string>>>> = {
  zh: {
    collector: '催收方',
    customer: '客户',
    'third-party': '第三人',
    narrator: '旁白',
    system: '系统',
  },
  en: {
    collector: 'collector',
    customer: 'customer',
    'third-party': 'third party',
    narrator: 'narrator',
    system: 'system',
  },
};
