import { useEffect, useRef, useState } from 'preact/hooks';
import { type SessionState, signIn } from '../../app/session/session.ts';
import { texts } from '../../shared/texts/texts.ts';
import { ProblemText } from '../../shared/ui/problem-text.tsx';
import { useTitle } from '../../shared/ui/use-title.ts';
import './sign-in.css';

const words = texts.signIn;
/** The characters of a key. A browser could not send any other in a header. */
const keyPattern = /^rt_[\w-]+$/;

/** Asks for a key. */
export function SignIn({ state }: { readonly state: Extract<SessionState, { kind: 'closed' | 'opening' }> }) {
  const field = useRef<HTMLInputElement>(null);
  const [isMalformed, setMalformed] = useState(false);
  const isClosed = state.kind === 'closed';
  useTitle();
  useEffect(() => {
    if (isClosed) field.current?.focus();
  }, [isClosed]);
  const submit = () => {
    const key = field.current?.value.trim() ?? '';
    setMalformed(!keyPattern.test(key));
    if (keyPattern.test(key)) void signIn(key);
  };
  return (
    <main class="sign-in">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <h1>{words.title}</h1>
        <p>
          {words.whereTheKeyIs} <code>{words.keyFile}</code> {words.whereTheKeyIsToo} {words.howLong}
        </p>
        <label for="key">{words.key}</label>
        <input
          ref={field}
          id="key"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          placeholder={words.keyBegins}
          aria-describedby="key-problem"
        />
        <p class="problem" id="key-problem" role="alert">
          {isMalformed ? words.keyMalformed : state.problem !== undefined && <ProblemText problem={state.problem} />}
        </p>
        <button class="primary">{isClosed ? words.open : words.opening}</button>
      </form>
    </main>
  );
}
