// Where the focus of the keyboard goes in the Print mode when what had it is gone, and while a place is looked for.

import { type RefObject, useEffect, useRef } from 'react';

const OPEN_STEP = '.pp-step.on > button';
const STEP = '.pp-step > button';
const REACHED = 'button:not(:disabled), input:not(:disabled), [tabindex="0"]';

/** The open step; else the first thing that can be reached. */
const landing = (panel: Element): HTMLElement | null =>
  panel.querySelector<HTMLElement>(OPEN_STEP) ?? panel.querySelector<HTMLElement>(REACHED);

/** What is pressed in the panel often goes away by it: the button that makes the model, a step that is removed. */
export function useKeptFocus(panel: RefObject<HTMLElement | null>, step: number | null): void {
  // A step that is moved takes the focus along.
  useEffect(() => {
    const { activeElement } = document;
    if (step === null || !activeElement?.matches(STEP)) return;
    panel.current?.querySelector<HTMLElement>(OPEN_STEP)?.focus();
  }, [panel, step]);
  useEffect(() => {
    const own = panel.current;
    if (own === null) return;
    let last: Element | null = null;
    const onFocus = ({ target }: FocusEvent) => {
      last = target instanceof Element && own.contains(target) ? target : null;
    };
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      landing(own)?.focus({ preventScroll: true });
    });
    document.addEventListener('focusin', onFocus);
    observer.observe(own, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', onFocus);
      observer.disconnect();
    };
  }, [panel]);
}

/** While a place is looked for the model has the focus, so that arrows turn it and Enter takes its middle; then the step
 * that was placed, or what began it. */
export function usePlacingFocus(stage: RefObject<HTMLElement | null>, isPlacing: boolean, step: number | null): void {
  const before = useRef<{ readonly element: Element | null; readonly step: number | null } | null>(null);
  useEffect(() => {
    const model = stage.current?.querySelector<HTMLElement>('[role="application"]');
    if (!model) return;
    if (isPlacing && before.current === null) {
      before.current = { element: document.activeElement, step };
      model.focus({ preventScroll: true });
    }
    const begun = before.current;
    if (isPlacing || begun === null) return;
    before.current = null;
    const { activeElement } = document;
    if (activeElement !== model && activeElement !== document.body) return;
    const opened = step === begun.step ? null : document.querySelector<HTMLElement>(OPEN_STEP);
    const back = begun.element instanceof HTMLElement && begun.element.isConnected ? begun.element : null;
    (opened ?? (back === document.body ? null : back))?.focus({ preventScroll: true });
  }, [stage, isPlacing, step]);
}
