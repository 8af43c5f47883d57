// One toast, six seconds, for results of work that is out of sight.

import { useEffect } from 'react';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from './app-context.ts';

const SHOWN_MS = 6000;
/** A failure has to be read. */
const FAILURE_SHOWN_MS = 20_000;

export function Toasts() {
  const store = useAppStore();
  const { run } = useAppContext();
  const notice = useApp((state) => state.notices[0] ?? null);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(
      () => store.setState((state) => ({ notices: state.notices.filter(({ id }) => id !== notice.id) })),
      notice.tone === 'bad' ? FAILURE_SHOWN_MS : SHOWN_MS,
    );
    return () => clearTimeout(timer);
  }, [notice, store]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {notice && (
        <div className={`toast ${notice.tone}`}>
          <Icon name={notice.tone === 'bad' ? 'alert' : 'okc'} />
          <p className="grow">
            <b>{notice.title}</b>
            <br />
            {notice.text}
          </p>
          {notice.act && (
            <Button
              isSmall
              kind="ghost"
              onClick={() => {
                store.setState({ notices: [] });
                if (notice.act) run(notice.act.commandId, notice.act.args);
              }}
            >
              {notice.act.label}
            </Button>
          )}
          <IconButton icon="x" label="Close" isSmall onClick={() => store.setState({ notices: [] })} />
        </div>
      )}
    </div>
  );
}
