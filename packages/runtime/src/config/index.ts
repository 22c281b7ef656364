export { type ConfigRow, describeConfig } from './describe-config.ts';
export { ConfigInvalid, type ConfigOf, type LoadedConfig, loadConfig } from './load-config.ts';
export { readConfig } from './read-config-file.ts';
export { type Setting, type Settings, setting } from './setting.ts';
export * from './values.ts';
