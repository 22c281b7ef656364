import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './modal.css';

export interface ModalProps {
  readonly class: string;
  readonly labelledBy: string;
  /** Asked for by Escape, or by a click beside it. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Above the page as long as it is rendered. When it goes, the focus returns to where it was. */
export function Modal({ class: kind, labelledBy, onClose, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class={kind}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      {children}
    </dialog>
  );
}
