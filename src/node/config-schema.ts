import { CATEGORIES } from '../model/rule.ts';
import { JURISDICTIONS, KINDS, PROFILES } from '../rules/parse-names.ts';
import { PRESETS } from './config.ts';
import { LIMITS } from './config-conduct.ts';
import { FAIL_LEVELS, LANGUAGES, LEVELS, SIGNATURES } from './config-file.ts';

type Schema = Readonly<Record<string, unknown>>;

const TEXT: Schema = { type: 'string', pattern: '\\S' };
const TEXTS: Schema = { type: 'array', items: TEXT, minItems: 1 };
const LEVEL: Schema = { enum: [...LEVELS, false] };

function described(description: string, schema: Schema): Schema {
  return { description, ...schema };
}

function object(properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema {
  return { type: 'object', additionalProperties: false, properties, ...more };
}

function oneOrMore(choices: readonly string[]): Schema {
  return {
    anyOf: [{ enum: choices }, { type: 'array', items: { enum: choices }, minItems: 1 }],
  };
}

const RULES: Schema = {
  type: 'object',
  propertyNames: {
    pattern: `^(?:${CATEGORIES.join('|')})(?:/[a-z][a-z0-9-]*)?$`,
  },
  additionalProperties: {
    anyOf: [LEVEL, object({ level: LEVEL }, { required: ['level'] })],
  },
};

/** JSON Schema (2020-12) of `cuilint.config.yaml`, for editors. Paths and names of rules it cannot check. */
export const CONFIG_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'cuilint.config.yaml',
  ...object({
    extends: described('继承：recommended、strict 或仓库内的相对文件', {
      anyOf: [TEXT, { type: 'array', items: TEXT }],
      examples: [...PRESETS, './base.yaml'],
    }),
    include: described('命令行没有写路径时检查这些文件、文件夹或通配符', TEXTS),
    ignores: described('不检查的文件，写法同 .gitignore', TEXTS),
    rules: described('规则或类别的级别', RULES),
    overrides: described('按文件、文本种类、机构类型或字段改变设置', {
      type: 'array',
      items: object(
        {
          files: described(
            '文件，写法同 .gitignore，相对于本配置文件；最后一条相符的算数，! 为排除',
            {
              ...TEXTS,
              contains: { pattern: '^[^!]' },
            },
          ),
          when: described(
            'rules 只对这些消息生效',
            object({
              kind: oneOrMore(KINDS),
              profile: oneOrMore(PROFILES),
              fields: TEXTS,
            }),
          ),
          kind: described('这些文件的文本种类', { enum: KINDS }),
          profile: described('这些文件的发送方类型', { enum: PROFILES }),
          fields: described('这些文件里要检查的列、字段或键', TEXTS),
          rules: RULES,
        },
        { anyOf: [{ required: ['files'] }, { required: ['when'] }] },
      ),
    }),
    dictionaries: described('自有规则和词表的文件夹或文件', { type: 'array', items: TEXT }),
    allow: described('从不计入的短语', {
      type: 'array',
      items: object(
        { phrase: { type: 'string', minLength: 2 }, reason: TEXT, rules: TEXTS },
        { required: ['phrase', 'reason'] },
      ),
    }),
    sender: described(
      '发送方',
      object({
        profile: { enum: PROFILES },
        reportsCredit: { type: 'boolean' },
        domains: described('官方域名', TEXTS),
        numbers: described('官方号码', TEXTS),
        signature: described('签名写在模板里还是由通道添加', { enum: SIGNATURES }),
        proceedings: described('已核实的案号', TEXTS),
      }),
    ),
    conduct: described(
      '触达时间和次数',
      object({
        jurisdiction: { enum: JURISDICTIONS },
        hours: {
          type: 'string',
          pattern: '^(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:[01][0-9]|2[0-3]):[0-5][0-9]$',
        },
        limits: object(
          Object.fromEntries(
            LIMITS.map((name) => [
              name,
              { anyOf: [{ type: 'integer', minimum: 0 }, { enum: ['off', false] }] },
            ]),
          ),
        ),
        timezone: TEXT,
      }),
    ),
    baseline: described('基线文件', TEXT),
    failOn: described('从哪一级起失败', { enum: FAIL_LEVELS }),
    lang: { enum: LANGUAGES },
  }),
};
