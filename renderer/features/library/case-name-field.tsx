// The name that a person gives to a case, as a field in its row. The patient's name above it stays as it is.

import { useRef, useState } from 'react';
import { type CaseListRow, LONGEST_CASE_LABEL } from '../../../core/contract/index.ts';
import type { CaseRename } from '../../commands/case-keeping-commands.ts';
import { useAppContext } from '../shell/app-context.ts';
import { caseNames } from './case-words.ts';

export function CaseNameField({ row }: { readonly row: CaseListRow }) {
  const { run, store } = useAppContext();
  const [text, setText] = useState(row.label ?? '');
  const isOver = useRef(false);
  const backToList = () => document.querySelector<HTMLElement>('.case-scroll')?.focus();
  const keep = () => {
    if (isOver.current) return;
    isOver.current = true;
    const rename: CaseRename = { caseId: row.caseId, label: text };
    run('library.rename', JSON.stringify(rename));
  };
  return (
    <input
      className="case-name-field"
      aria-label={`Name of the case of ${caseNames(row).name}, beside the name in its images`}
      placeholder="Name for this case"
      maxLength={LONGEST_CASE_LABEL}
      spellCheck={false}
      value={text}
      ref={(element) => {
        if (element && document.activeElement !== element && !isOver.current) element.select();
      }}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') {
          isOver.current = true;
          store.setState({ renamingId: null });
        }
        if (event.key === 'Enter' || event.key === 'Escape') backToList();
      }}
    />
  );
}
