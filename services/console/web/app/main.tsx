import { render } from 'preact';
import { texts } from '../shared/texts/texts.ts';
import { App } from './app.tsx';
import { resume } from './session/session.ts';
import '../shared/styles/base.css';
import '../shared/styles/controls.css';
import '../shared/styles/lists.css';

document.documentElement.lang = texts.language;
const place = document.getElementById('app');
if (place === null) throw new Error('the page has no #app');
render(<App />, place);
await resume();
