export const CI_NAMES = ['github', 'gitlab', 'jenkins', 'pre-commit', 'none'] as const;
export type CiName = (typeof CI_NAMES)[number];

/** Where the file of each stands, relative to the root of the repository. */
export const CI_FILES: Readonly<Record<Exclude<CiName, 'none'>, string>> = {
  github: '.github/workflows/cuilint.yml',
  gitlab: '.gitlab-ci.yml',
  jenkins: 'Jenkinsfile',
  'pre-commit': '.pre-commit-config.yaml',
};

/**
 * `--no-install`: what npm ci did not bring is not to be fetched from a registry by its name alone, where it
 * might be anybody's. What to judge stands in the configuration.
 */
const RUN = 'npx --no-install cuilint check';

/** What is written for each, complete in itself. */
export const CI_TEXTS: typeof CI_FILES = {
  // Annotations are the format of a step of GitHub by itself.
  github: `name: cuilint
on: [push, pull_request]
permissions:
  contents: read
jobs:
  cuilint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: '20'
      - run: npm ci
      - run: ${RUN}
`,
  gitlab: `cuilint:
  image: node:20
  script:
    - npm ci
    - ${RUN} --format gitlab:gl-code-quality.json --format compact
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality.json
`,
  jenkins: `pipeline {
  agent any
  stages {
    stage('cuilint') {
      steps {
        sh 'npm ci'
        sh '${RUN} --format checkstyle:cuilint.xml --format compact'
      }
      post {
        always { recordIssues tools: [checkStyle(pattern: 'cuilint.xml')] }
      }
    }
  }
}
`,
  'pre-commit': `repos:
  - repo: local
    hooks:
      - id: cuilint
        name: cuilint
        entry: ${RUN} --staged
        language: system
        pass_filenames: false
`,
};

/** A path as a YAML scalar: bare where nothing in it could mean something else. */
function scalar(text: string): string {
  return /^(?!(?:true|false|null|yes|no|on|off)$)(?!\d)[\p{L}\d_][\p{L}\d_./-]*$/iu.test(text)
    ? text
    : JSON.stringify(text);
}

/** The configuration; `paths` relative to its folder. */
export function configText(settings: {
  readonly paths: readonly string[];
  readonly profile?: string;
  readonly baseline?: string;
}): string {
  const { paths, profile, baseline } = settings;
  return [
    '# cuilint 的配置；cuilint config schema 输出供编辑器使用的 JSON Schema',
    'extends: recommended',
    'include:',
    ...paths.map((path) => `  - ${scalar(path)}`),
    ...(baseline === undefined ? [] : [`baseline: ${scalar(baseline)}`]),
    ...(profile === undefined ? [] : ['sender:', `  profile: ${profile}`]),
    'failOn: error',
    '',
  ].join('\n');
}
