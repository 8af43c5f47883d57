// The line at the foot of the window is for a moment: what was said about one act must not stand under the next.

import type { AppContext } from '../commands/command.ts';

const SHOWN_MS = 8000;

/** Takes the line away a while after it was written. What helps with a drawing stays as long as that is open. */
export function fadeStatus({ store, gestures }: AppContext): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fade = () => {
    if (gestures.current()?.isBusy()) timer = setTimeout(fade, SHOWN_MS);
    else store.setState({ statusText: '' });
  };
  store.subscribe(
    (state) => state.statusText,
    (text) => {
      clearTimeout(timer);
      // Outside of a case it says how the library is, which stays true.
      if (text !== '' && store.getState().route.screen === 'workspace') timer = setTimeout(fade, SHOWN_MS);
    },
  );
}
