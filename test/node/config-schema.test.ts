import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfigFile } from '../../src/node/config-file.ts';
import { CONFIG_SCHEMA } from '../../src/node/config-schema.ts';

const validate = new Ajv2020({ allowUnionTypes: true }).compile({ ...CONFIG_SCHEMA });

describe('the JSON Schema says what the program says', () => {
  const cases = [
    { name: 'nothing set', text: '{}', isSound: true },
    {
      name: 'everything set',
      text: `
extends: [strict, ./base.yaml]
include: [templates]
ignores: ["*.tmp"]
rules: {threat: error, insult/word: {level: warning}, payment: off}
overrides:
  - {files: ["a/**"], kind: sms, profile: bank, fields: [body], rules: {threat: info}}
  - {when: {kind: [sms, log], profile: agency, fields: [x]}, rules: {threat: off}}
dictionaries: [./own]
allow: [{phrase: 上门取件, reason: 快递, rules: [threat/home-visit]}]
sender: {profile: bank, reportsCredit: true, domains: [a.example], numbers: ["95000"], signature: in-text, proceedings: ["x"]}
conduct: {jurisdiction: cn, hours: "08:00-20:00", limits: {perDay: 3}, timezone: Asia/Shanghai}
baseline: cuilint.baseline.jsonl
failOn: warning
lang: zh
`,
      isSound: true,
    },
    { name: 'an unknown key', text: 'rule: {}', isSound: false },
    { name: 'an unknown level', text: 'rules: {threat: loud}', isSound: false },
    { name: 'a level as an object', text: 'rules: {threat: {levels: off}}', isSound: false },
    { name: 'an override of nothing', text: 'overrides: [{kind: sms}]', isSound: false },
    { name: 'an unknown kind', text: 'overrides: [{files: [a], kind: mail}]', isSound: false },
    { name: 'a condition nobody knows', text: 'overrides: [{when: {file: a}}]', isSound: false },
    { name: 'a phrase of one character', text: 'allow: [{phrase: 门, reason: x}]', isSound: false },
    { name: 'a phrase without reason', text: 'allow: [{phrase: 上门}]', isSound: false },
    { name: 'an empty list of files', text: 'overrides: [{files: []}]', isSound: false },
    { name: 'a choice that only takes out', text: 'overrides: [{files: ["!a"]}]', isSound: false },
    { name: 'a choice without a folder', text: 'overrides: [{files: [a, "!a/b"]}]', isSound: true },
    { name: 'a limit below nothing', text: 'conduct: {limits: {perDay: -1}}', isSound: false },
    { name: 'hours of another clock', text: 'conduct: {hours: "8-20"}', isSound: false },
    { name: 'yes for a truth value', text: 'sender: {reportsCredit: "yes"}', isSound: false },
    { name: 'text for a list', text: 'include: templates', isSound: false },
    { name: 'a list at the top', text: '[a]', isSound: false },
  ];
  test.each(cases)('$name', ({ text, isSound }) => {
    expect(parseConfigFile('x.yaml', text).problems.length === 0).toBe(isSound);
    expect(validate(parse(text))).toBe(isSound);
  });
});
