import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './modal.css';

export interface ModalProps {
  readonly class: string;
  readonly labelledBy: string;
  /** Called on Escape, and on a click beside the dialog. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog above the page. When it closes, the focus returns to the element that had it. */
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
