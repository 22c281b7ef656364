// `npm run build:console`: what `npm start` and `npm test` do by themselves, for images and for a program that is started by hand.
import { ensureConsoleBuilt } from './lib/console.mjs';
import { ensureInstalled } from './lib/setup.mjs';

ensureInstalled();
ensureConsoleBuilt();
