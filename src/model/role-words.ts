/**
 * What a column or field says of a message, in the words of a Chinese report. Programs and options read the names of
 * the roles, which are English already.
 */
export const ROLE_WORDS = {
  text: '文本',
  recipient: '接收号码',
  sentAt: '发送时间',
  status: '发送状态',
  connected: '是否接通',
  duration: '通话时长',
  caseStatus: '案件状态',
  stopFlag: '停催标识',
  settledAt: '结清时间',
  stoppedAt: '停催时间',
  disputedAt: '投诉时间',
  consent: '同意标识',
  collector: '催收员',
  case: '案件号',
  name: '姓名',
  relation: '与本人关系',
  channel: '渠道',
  direction: '方向',
  signature: '短信签名',
  templateId: '模板编号',
  agency: '机构',
  kind: '文本类型',
  recordId: '记录号',
  speaker: '说话人',
  overdue: '逾期阶段',
  profile: '机构类型',
} as const;
