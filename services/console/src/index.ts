export { consolePlugin } from './console-plugin.ts';
