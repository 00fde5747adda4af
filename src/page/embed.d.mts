import type { Plugin as BuildPlugin } from 'esbuild';
import type { Plugin as TestPlugin } from 'vitest/config';

export declare const embedForBuild: BuildPlugin;
export declare const embedForTests: TestPlugin;
