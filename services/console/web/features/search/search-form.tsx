import { useEffect, useRef } from 'preact/hooks';
import { addressOf, type Place, useGo } from '../../app/places.ts';
import { hasFinePointer } from '../../shared/machine.ts';
import { texts } from '../../shared/texts/texts.ts';

const words = texts.search;

/** The form with the question and the datasets to search. Each search has its own address. */
export function SearchForm({ place, onAgain }: { readonly place: Place; readonly onAgain: () => void }) {
  const go = useGo();
  const field = useRef<HTMLInputElement>(null);
  const { search } = place;
  const { everywhere = false } = search;
  useEffect(() => {
    if (hasFinePointer() && document.activeElement === document.body) field.current?.focus();
  }, []);
  useEffect(() => {
    if (field.current !== null) field.current.value = search.query ?? '';
  }, [search.query]);
  const submit = (inAll: boolean) => {
    const query = field.current?.value.trim() ?? '';
    const address = addressOf({
      datasetId: place.datasetId,
      search: { nameContains: search.nameContains, query, everywhere: inAll },
    });
    if (address === location.pathname + location.search) onAgain();
    else go(address);
  };
  const scope = (inAll: boolean, label: string) => (
    <label>
      <input type="radio" name="scope" checked={everywhere === inAll} onChange={() => submit(inAll)} /> {label}
    </label>
  );
  return (
    <form
      id="search-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit(everywhere);
      }}
    >
      <input
        ref={field}
        type="search"
        id="query"
        aria-label={words.question}
        placeholder={words.hint}
        maxLength={4_000}
        autocomplete="off"
        enterkeyhint="search"
      />
      <button class="primary">{words.submit}</button>
      <fieldset class="scope">
        <legend class="visually-hidden">{words.where}</legend>
        {scope(false, words.here)}
        {scope(true, words.everywhere)}
      </fieldset>
    </form>
  );
}
