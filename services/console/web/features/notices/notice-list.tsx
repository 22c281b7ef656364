import { closeNotice, notices } from '../../shared/notices.ts';
import { texts } from '../../shared/texts/texts.ts';
import { ProblemText } from '../../shared/ui/problem-text.tsx';
import './notices.css';

/** The notices in the corner of the console. */
export const NoticeList = () => (
  <div class="notices" role="status" aria-label={texts.notices.region}>
    {notices.value.map(({ id, text, problem }) => (
      <div key={id} class={problem === undefined ? 'notice' : 'notice is-problem'}>
        <p>{problem === undefined ? text : <ProblemText problem={problem} />}</p>
        <button type="button" class="quiet" aria-label={texts.notices.close} onClick={() => closeNotice(id)}>
          ×
        </button>
      </div>
    ))}
  </div>
);
